/** What is asked for on the server too, while a page is drawn, is kept under these keys. */
export const systemKey = ["system"];
export const meKey = ["me"];
export const knowledgeBasesKey = ["knowledge-bases"];
export const knowledgeBaseKey = (id: string) => ["knowledge-base", id];
