import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type PlainAnchorProps = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { ref?: Ref<HTMLAnchorElement> };

function PlainAnchor(props: PlainAnchorProps) {
  return <Anchor {...props} />;
}

/** A link within the portal; its address is checked against the routes. */
export const LinkAnchor = createLink(PlainAnchor);
