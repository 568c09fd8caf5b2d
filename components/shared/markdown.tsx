import Link from "next/link";
import { type ComponentProps, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { cn } from "#lib/client/class-names.ts";

interface MarkdownProps {
  /** Text from people and agents; markup in it stays text. */
  children: string;
  className?: string;
  /** Where a picture of our own server stands; null for one that is a link only. */
  pictureOf?: (source: string) => string | null;
  /** Where a relative link leads within the product; null for one that leads outside. */
  linkOf?: (target: string) => string | null;
}

/** Markdown (GFM) in reading size. Raw HTML is shown as text, unsafe addresses are dropped, pictures become links. */
export function Markdown({ children, className, pictureOf, linkOf }: MarkdownProps) {
  const shown = useMemo(() => componentsFor(pictureOf, linkOf), [pictureOf, linkOf]);
  return (
    <div
      data-slot="markdown"
      className={cn(
        "grid grid-cols-[minmax(0,1fr)] gap-3 text-base [overflow-wrap:anywhere] [&_li+li]:mt-1 [&_ol]:list-decimal [&_ol]:pl-5 [&_ul]:list-disc [&_ul]:pl-5 [&_li>ol]:mt-1 [&_li>ul]:mt-1",
        className,
      )}
    >
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={shown}>
        {children}
      </ReactMarkdown>
    </div>
  );
}

function componentsFor(pictureOf: MarkdownProps["pictureOf"], linkOf: MarkdownProps["linkOf"]): Components {
  if (!pictureOf && !linkOf) return components;
  return {
    ...components,
    a: ({ href, children }) => {
      const inside = href ? (linkOf?.(href) ?? null) : null;
      if (inside === null) return <OutsideLink href={href}>{children}</OutsideLink>;
      return (
        <Link href={inside} className="text-primary-text underline underline-offset-2">
          {children}
        </Link>
      );
    },
    img: ({ src, alt }) => {
      const source = typeof src === "string" ? src : undefined;
      const own = source ? (pictureOf?.(source) ?? null) : null;
      if (own === null) return <OutsideLink href={source}>{alt || "Picture"}</OutsideLink>;
      // biome-ignore lint/performance/noImgElement: the bytes are the person's own file, behind their session
      return <img src={own} alt={alt ?? ""} className="max-w-full" />;
    },
  };
}

const heading = "font-medium text-base tracking-tight";

const components: Components = {
  h1: ({ children }) => <h3 className="font-semibold text-lg tracking-tight">{children}</h3>,
  h2: ({ children }) => <h4 className="font-semibold text-base tracking-tight">{children}</h4>,
  h3: ({ children }) => <h5 className={heading}>{children}</h5>,
  h4: ({ children }) => <h6 className={heading}>{children}</h6>,
  h5: ({ children }) => <h6 className={heading}>{children}</h6>,
  h6: ({ children }) => <h6 className={heading}>{children}</h6>,
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
  // A picture would be fetched from a foreign host as soon as the text is shown.
  img: ({ src, alt }) => (
    <OutsideLink href={typeof src === "string" ? src : undefined}>{alt || "Picture"}</OutsideLink>
  ),
  blockquote: ({ children }) => (
    <blockquote className="grid gap-3 border-l-2 pl-3 text-muted-foreground">{children}</blockquote>
  ),
  hr: () => <hr className="border-border" />,
  code: ({ children, className }) => <InlineCode className={className}>{children}</InlineCode>,
  pre: ({ children }) => (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-md bg-muted px-3 py-2 text-xs leading-[18px] [&_code]:whitespace-pre [&_code]:bg-transparent [&_code]:p-0 [&_code]:text-xs"
    >
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <div tabIndex={0} className="overflow-x-auto rounded-lg border">
      <table className="w-full border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th className="border-b px-3 py-1.5 text-left font-normal text-muted-foreground text-xs">{children}</th>
  ),
  td: ({ children }) => <td className="border-b px-3 py-1.5 align-top">{children}</td>,
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked ?? false}
      readOnly
      disabled
      aria-label={checked ? "Done" : "Open"}
      className="mr-1.5 accent-primary"
    />
  ),
};

function OutsideLink({ href, children }: ComponentProps<"a">) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-primary-text underline underline-offset-2"
    >
      {children}
    </a>
  );
}
