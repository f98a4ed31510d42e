"use client";
import { createContext, useContext } from "react";

const AnsweringContext = createContext(false);

/** Tells the small controls that an answer is being written, so that the messages around them are not drawn again. */
export const AnsweringProvider = AnsweringContext.Provider;

/** Is an answer being written in this conversation, so that nothing else can be asked? */
export function useAnswering(): boolean {
  return useContext(AnsweringContext);
}
