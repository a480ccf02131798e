/** What the shop sells; prices are in cents. */
export const GOODS = [
  { id: "rope", name: "Hemp rope, 20 m", price: 3490 },
  { id: "lamp", name: "Paraffin lamp", price: 5900 },
  { id: "tar", name: "Stockholm tar, 1 l", price: 1850 },
];

/** The sum of a basket that maps ids to amounts; ids that the shop does not sell count nothing. */
export function total(basket) {
  return GOODS.reduce((sum, good) => sum + good.price * Number(basket[good.id] ?? 0), 0);
}
