export const handler = () => 'nothing';
