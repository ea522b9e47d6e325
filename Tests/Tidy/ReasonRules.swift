/// Whatever the compiler cannot check says why it is right.
let reasonRules: [Rule] = [unchecked, unsafeCode]

private let unchecked = Rule(
    name: "unchecked sendability has its reason beside it",
    covers: isSwift,
    check: { file in
        [["@", "unchecked"], ["nonisolated", "(", "unsafe", ")"], ["unowned", "(", "unsafe", ")"]]
            .flatMap { file.tokens.lines(of: $0) }.filter { !file.hasReason($0) }
            .map { file.finding($0, "say on the line before why this is safe") }
    },
    caught: [
        .init("Stores/A.swift", "final class A: @unchecked Sendable {}"),
        .init("Stores/A.swift", "// Why.\n\nnonisolated(unsafe) var a = 1"),
    ],
    allowed: [
        .init("Stores/A.swift", "// The mutex guards it.\nfinal class A: @unchecked Sendable {}"),
        .init("Stores/A.swift", "nonisolated(unsafe) let a = b  // set once, before any thread starts"),
    ])

/// The lines of unsafe expressions, without `nonisolated(unsafe)`, `@unsafe` and the like.
private func unsafeLines(_ tokens: [Token]) -> Set<Int> {
    Set(
        tokens.indices.filter {
            tokens[$0].isWord("unsafe") && !tokens.isMark("(", at: $0 - 1) && !tokens.isMark("@", at: $0 - 1)
        }.map { tokens[$0].line })
}

/// One comment serves a group of adjacent lines, or the rest of its function; it may stand above the function.
private func hasReason(_ line: Int, _ unsafeLines: Set<Int>, _ file: SourceFile) -> Bool {
    var first = line
    while unsafeLines.contains(first - 1) && !file.hasReason(first) { first -= 1 }
    if file.hasReason(first) { return true }
    guard let function = file.structure.function(around: line) else { return false }
    return (function.lines.lowerBound - 1...line).contains { file.comments[$0] != nil }
}

private let unsafeCode = Rule(
    name: "unsafe code has its reason beside it",
    covers: isSwift,
    check: { file in
        let lines = unsafeLines(file.tokens)
        return lines.sorted().filter { !hasReason($0, lines, file) }
            .map { file.finding($0, "say beside it, or once in the function, why this is safe") }
    },
    caught: [
        .init("Stores/A.swift", "let a = unsafe b()"),
        .init("Stores/A.swift", "// Why.\n\nfunc f() {\n    unsafe b()\n}"),
        .init("Stores/A.swift", "func f() {\n    unsafe b()\n    // Too late.\n}"),
        .init("Stores/A.swift", "func f() {\n    // Why.\n    unsafe b()\n}\nfunc g() { unsafe b() }"),
    ],
    allowed: [
        .init("Stores/A.swift", "// The pointer lives as long as the call.\nlet a = unsafe b()\nlet c = unsafe d()"),
        .init("Stores/A.swift", "func f() {\n    // Why.\n    unsafe b()\n    next()\n    unsafe c()\n}"),
        .init("Stores/A.swift", "// Why.\nfunc f() {\n    a()\n    unsafe b()\n}"),
        .init("Stores/A.swift", "let a = 1\n@unsafe struct S {}\nlet b = \"unsafe \""),
    ])
