/** The board alone; the layout draws it. */
export default function BoardPage() {
  return null;
}
