/// A text file of the repository.
///
/// Only a Swift file has tokens and structure; any other is all comment.
struct SourceFile: Sendable {
    /// From the root of the repository.
    let path: String
    let lines: [String]
    let tokens: [Token]
    /// The text of each line's comment.
    let comments: [Int: String]
    let structure: Structure

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if path.hasSuffix(".swift") {
            let lexer = Lexer(text)
            tokens = lexer.tokens
            comments = lexer.comments
        } else {
            tokens = []
            comments = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($0.offset + 1, $0.element) })
        }
        structure = Structure(tokens)
    }

    /// A finding of a rule in this file.
    func finding(_ line: Int, _ message: String) -> String { "\(path):\(line): \(message)" }

    /// Whether this line, or the one before it, says why in a comment.
    func hasReason(_ line: Int) -> Bool { comments[line] != nil || comments[line - 1] != nil }
}
