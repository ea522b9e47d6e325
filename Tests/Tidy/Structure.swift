/// The functions and public declarations of a file, found by counting its braces.
struct Structure: Sendable {
    struct Function: Sendable {
        let name: String
        let lines: ClosedRange<Int>
    }

    struct PublicDeclaration: Sendable {
        let name: String
        let line: Int
        /// In an extension that adds a conformance, whose protocol has the documentation.
        let isInConformance: Bool
    }

    private enum Scope {
        case protocolBody
        case conformance
        case function(name: String, line: Int)
        case other
    }

    /// A declaration whose body has not begun.
    private struct Head {
        let scope: Scope
        /// Of a property, whose brace must be on its line: a stored one has none.
        let onlyOnLine: Int?
    }

    private(set) var functions: [Function] = []
    private(set) var publicDeclarations: [PublicDeclaration] = []
    /// The line where the braces first stop to match.
    private(set) var unbalancedLine: Int?

    private var scopes: [(scope: Scope, line: Int)] = []
    private var head: Head?
    /// Open parentheses and brackets since the head, so that a closure in a default argument is no body.
    private var depth = 0

    init(_ tokens: [Token]) {
        for index in tokens.indices {
            if tokens[index].kind == .word { readWord(tokens, index) }
            if tokens[index].kind == .mark { readMark(tokens[index]) }
        }
        unbalancedLine = unbalancedLine ?? scopes.last?.line
    }

    /// The innermost function around this line.
    func function(around line: Int) -> Function? {
        functions.filter { $0.lines.contains(line) }.min { $0.lines.count < $1.lines.count }
    }

    private var isInProtocol: Bool {
        if case .protocolBody = scopes.last?.scope { true } else { false }
    }

    private var isInConformance: Bool {
        if case .conformance = scopes.last?.scope { true } else { false }
    }

    private mutating func begin(_ scope: Scope, onlyOnLine: Int? = nil) {
        head = Head(scope: scope, onlyOnLine: onlyOnLine)
        depth = 0
    }

    private mutating func readWord(_ tokens: [Token], _ index: Int) {
        let token = tokens[index]
        // A member, or a label or a default argument of the function whose body is to come, declares nothing.
        if tokens.isMark(".", at: index - 1) || (head != nil && depth > 0) { return }
        let next = index + 1 < tokens.count ? tokens[index + 1] : nil
        switch token.text {
        case "protocol": begin(.protocolBody)
        case "extension": begin(Self.addsConformance(tokens, index) ? .conformance : .other)
        case "struct", "enum", "class", "actor":
            if next?.kind == .word { begin(.other) }
        case "public": notePublic(tokens, index)
        case "open":
            // Also a plain name, such as a function's.
            if let next, ["class", "func", "var", "override"].contains(next.text) { notePublic(tokens, index) }
        case "func", "subscript": beginFunction(next?.text ?? "", token.line)
        case "deinit": beginFunction("deinit", token.line)
        case "init":
            if let next, next.kind == .mark, "(?!<".contains(next.text) { beginFunction("init", token.line) }
        case "var":
            if tokens.isMark(":", at: index + 2) {
                begin(.function(name: next?.text ?? "", line: token.line), onlyOnLine: token.line)
            }
        default: break
        }
    }

    private mutating func beginFunction(_ name: String, _ line: Int) {
        if !isInProtocol { begin(.function(name: name, line: line)) }
    }

    /// Whether a colon comes before the brace or the `where` of this extension.
    private static func addsConformance(_ tokens: [Token], _ index: Int) -> Bool {
        tokens[index...].prefix { !$0.isMark("{") && !$0.isWord("where") }.contains { $0.isMark(":") }
    }

    private mutating func readMark(_ token: Token) {
        switch token.text {
        case "(", "[": depth += 1
        case ")", "]": depth -= 1
        case "=": if head?.onlyOnLine != nil { head = nil }
        case "{": open(token.line)
        case "}": close(token.line)
        default: break
        }
    }

    private mutating func open(_ line: Int) {
        guard let head, depth == 0 else { return scopes.append((.other, line)) }
        let isBody = head.onlyOnLine == nil || head.onlyOnLine == line
        scopes.append((isBody ? head.scope : .other, line))
        self.head = nil
    }

    private mutating func close(_ line: Int) {
        guard let closed = scopes.popLast() else {
            unbalancedLine = unbalancedLine ?? line
            return
        }
        if case .function(let name, let first) = closed.scope {
            functions.append(Function(name: name, lines: first...line))
        }
    }

    private static let modifiers: Set<String> = [
        "static", "final", "class", "override", "mutating", "nonmutating", "nonisolated", "isolated", "convenience",
        "required", "indirect", "lazy", "weak", "prefix", "postfix", "infix", "consuming", "borrowing", "unsafe",
    ]

    private mutating func notePublic(_ tokens: [Token], _ index: Int) {
        var keyword = index + 1
        while keyword + 1 < tokens.count, let after = Self.afterModifier(tokens, keyword) { keyword = after }
        guard keyword + 1 < tokens.count, !["import", "extension"].contains(tokens[keyword].text) else { return }
        let name = tokens[keyword].isWord("init") ? "init" : tokens[keyword + 1].text
        publicDeclarations.append(
            PublicDeclaration(name: name, line: tokens[index].line, isInConformance: isInConformance))
    }

    private static func afterModifier(_ tokens: [Token], _ index: Int) -> Int? {
        // `private(set)`, `nonisolated(unsafe)`
        if tokens.isMark("(", at: index + 1), tokens.isMark(")", at: index + 3) { return index + 4 }
        guard modifiers.contains(tokens[index].text) else { return nil }
        // A `class` before a name declares one; before a keyword it is a modifier.
        if tokens[index].isWord("class"), !["func", "var", "subscript"].contains(tokens[index + 1].text) { return nil }
        return index + 1
    }
}
