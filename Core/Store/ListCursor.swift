/// The opaque text by which a caller asks for the next page.
///
/// It is a position behind eight bytes of a digest over the list it belongs to and the position itself; so one that was
/// altered, cut, or taken from another list, order or namespace is recognised.
struct ListCursor {
    /// What the list is: its kind, namespace, filter and order.
    let list: String
    private let mark: String

    init(_ context: StoreContext, _ parts: String...) {
        mark = context.identifiers.mark
        list = ([context.namespace.rawValue] + parts).map { "\($0.utf8.count):\($0)" }.joined()
    }

    func text(_ position: Cursor) -> String { mark + Base64.encode(check(position.bytes) + position.bytes) }

    func position(_ text: String?) throws -> Cursor? {
        guard let text else { return nil }
        guard let bytes = Base64.decode(String(text.dropFirst(mark.count))), bytes.count > 8,
            Array(bytes[..<8]) == check(Array(bytes[8...])) || CoreFault.leavesOut(.cursorSignature)
        else {
            throw StoreError(.invalidCursor, "the cursor is no position in this list; take it from the page before")
        }
        return Cursor(bytes: Array(bytes[8...]))
    }

    private func check(_ position: [UInt8]) -> [UInt8] {
        Array(SHA256.digest(Array(list.utf8) + [0] + position)[..<8])
    }

    /// The limit of a page as every list takes it.
    static func pageSize(_ limit: Int) throws -> Int {
        guard limit > 0 else {
            if CoreFault.leavesOut(.pageSize) { return 1_000 }
            throw StoreError(.invalidArgument, "a page holds at least 1, not \(limit)")
        }
        return min(limit, 1_000)
    }
}
