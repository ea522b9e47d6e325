/// A word, a mark or a string literal of Swift source, and the line it begins on.
struct Token: Sendable {
    enum Kind: Sendable {
        case word
        case mark
        case string
    }

    let kind: Kind
    /// Of a string, its content without what is interpolated.
    let text: String
    /// From 1.
    let line: Int

    func isWord(_ text: String) -> Bool { kind == .word && self.text == text }
    func isMark(_ text: String) -> Bool { kind == .mark && self.text == text }
}

extension [Token] {
    /// The lines where these words and marks follow each other; strings never match.
    func lines(of sequence: [String]) -> [Int] {
        indices.filter { matches(sequence, at: $0) }.map { self[$0].line }
    }

    func matches(_ sequence: [String], at start: Int) -> Bool {
        guard start >= 0, start + sequence.count <= count else { return false }
        return sequence.indices.allSatisfy {
            self[start + $0].kind != .string && self[start + $0].text == sequence[$0]
        }
    }

    func isMark(_ text: String, at index: Int) -> Bool { indices.contains(index) && self[index].isMark(text) }
}
