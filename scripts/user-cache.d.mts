export function userCache(name: string, environment: NodeJS.ProcessEnv): string | undefined;
export function isOwn(path: string): boolean;
export function keepCompiledCode(environment: NodeJS.ProcessEnv): void;
