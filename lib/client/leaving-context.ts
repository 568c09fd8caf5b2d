"use client";

import { createContext, type RefObject } from "react";

/** True from the moment the person signs out: what is refused from then on is no surprise, and leads nowhere else. */
export const LeavingContext = createContext<RefObject<boolean>>({ current: false });
