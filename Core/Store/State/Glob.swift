/// A pattern of keys in which `*` stands for any text, also none; everything else stands for itself.
///
/// Evaluated here and by no backend: their pattern languages differ.
package struct Glob: Sendable {
    /// The texts between the stars.
    private let parts: [[UInt8]]
    /// What every match begins with.
    package let prefix: String

    package init(_ pattern: String) {
        parts = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
        prefix = String(decoding: parts[0], as: UTF8.self)
    }

    /// Whether the whole text matches.
    package func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard rest.starts(with: parts[0]) else { return false }
        guard let last = parts.dropFirst().last else { return rest.count == parts[0].count }
        rest = rest.dropFirst(parts[0].count)
        // Each part at the first place where it fits leaves the most to those behind it.
        for part in parts.dropFirst().dropLast() {
            guard let start = rest.firstPlace(of: part) else { return false }
            rest = rest[(start + part.count)...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func firstPlace(of part: [UInt8]) -> Int? {
        guard part.count <= count else { return nil }
        return (startIndex...(endIndex - part.count)).first { self[$0...].starts(with: part) }
    }
}
