import { Button, type ButtonProps } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

interface PathButtonProps extends ButtonProps {
  /** A path of the portal that the API names, with its query. */
  path: string;
  children: ReactNode;
}

/** A link to where the API says something can be done. */
export function PathButton({ path, children, ...rest }: PathButtonProps) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    // The browser's own ways to open a link elsewhere stay.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate({ href: path });
  };
  return (
    <Button component="a" href={path} onClick={follow} size="xs" {...rest}>
      {children}
    </Button>
  );
}
