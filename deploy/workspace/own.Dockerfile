# A project's own image with Lockkeeper's program copied in; everything else in it stays as it is.
ARG LOCKKEEPER
ARG OWN
FROM $LOCKKEEPER AS lockkeeper
FROM $OWN
USER 0:0
COPY --from=lockkeeper /opt/lockkeeper/check.sh /opt/lockkeeper/
RUN ["/bin/sh", "/opt/lockkeeper/check.sh"]
COPY --from=lockkeeper /opt/lockkeeper /opt/lockkeeper
RUN ["/bin/sh", "/opt/lockkeeper/adopt.sh"]
USER 1000:1000
WORKDIR /workspace
ENTRYPOINT ["/bin/sh", "/opt/lockkeeper/entrypoint.sh"]
CMD []
