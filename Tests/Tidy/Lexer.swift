/// Splits Swift source into tokens and comments, so that a rule never takes a string or a comment for code.
///
/// What is interpolated into a string is code. Bare regex literals are not known; none are used here.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private(set) var tokens: [Token] = []
    /// The text of each line's comment.
    private(set) var comments: [Int: String] = [:]

    init(_ source: String) {
        bytes = Array(source.utf8)
        readCode(interpolated: false)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private func sees(_ text: StaticString, at offset: Int = 0) -> Bool {
        text.withUTF8Buffer { expected in
            // The buffer lives as long as the program, and the index stays within it.
            expected.indices.allSatisfy { unsafe byte(offset + $0) == expected[$0] }
        }
    }

    private mutating func step() {
        if byte() == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func step(_ count: Int) {
        for _ in 0..<count { step() }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
    }

    /// Reads to the end, or to the parenthesis that ends an interpolation.
    private mutating func readCode(interpolated: Bool) {
        var depth = 0
        while position < bytes.count {
            if sees("//") {
                readLineComment()
            } else if sees("/*") {
                readBlockComment()
            } else if hashesBeforeQuote() != nil {
                readString()
            } else if Self.isWordByte(byte()) {
                readWord()
            } else {
                if sees("(") { depth += 1 }
                if sees(")") {
                    if interpolated, depth == 0 { return }
                    depth -= 1
                }
                readMark()
            }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"): true
        default: false
        }
    }

    private mutating func readWord() {
        let start = position
        while position < bytes.count, Self.isWordByte(byte()) { position += 1 }
        tokens.append(Token(kind: .word, text: text(start..<position), line: line))
    }

    private mutating func readMark() {
        if byte() > UInt8(ascii: " ") {
            tokens.append(Token(kind: .mark, text: text(position..<position + 1), line: line))
        }
        step()
    }

    private mutating func note(comment: String) { comments[line, default: ""] += comment }

    private mutating func readLineComment() {
        let start = position
        while position < bytes.count, !sees("\n") { position += 1 }
        note(comment: text(start..<position))
    }

    private mutating func readBlockComment() {
        var depth = 0
        var start = position
        repeat {
            if sees("/*") {
                depth += 1
                step(2)
            } else if sees("*/") {
                depth -= 1
                step(2)
            } else if sees("\n") {
                note(comment: text(start..<position))
                step()
                start = position
            } else {
                step()
            }
        } while depth > 0 && position < bytes.count
        note(comment: text(start..<position))
    }
}

extension Lexer {
    /// How many `#` stand before the quote here; nil if no string begins here.
    private func hashesBeforeQuote() -> Int? {
        var count = 0
        while sees("#", at: count) { count += 1 }
        return sees("\"", at: count) ? count : nil
    }

    private func seesHashes(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { sees("#", at: offset + $0) }
    }

    private mutating func readString() {
        let firstLine = line
        let hashes = hashesBeforeQuote() ?? 0
        step(hashes)
        let quotes = sees("\"\"\"") ? 3 : 1
        step(quotes)
        var content = ""
        var start = position
        while position < bytes.count {
            if (quotes == 3 ? sees("\"\"\"") : sees("\"")) && seesHashes(hashes, at: quotes) { break }
            if quotes == 1, sees("\n") { break }
            if sees("\\"), seesHashes(hashes, at: 1) {
                let isInterpolation = sees("(", at: 1 + hashes)
                if isInterpolation { content += text(start..<position) }
                step(2 + hashes)
                if isInterpolation {
                    readCode(interpolated: true)
                    step()
                    start = position
                }
            } else {
                step()
            }
        }
        content += text(start..<position)
        tokens.append(Token(kind: .string, text: content, line: firstLine))
        if !sees("\n") { step(quotes + hashes) }
    }
}
