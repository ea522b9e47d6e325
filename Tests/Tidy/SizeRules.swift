/// How large things may be.
let sizeRules: [Rule] = [fileSize, functionSize, lineLength, balance]

private let maximumFileLines = 400
private let maximumFunctionLines = 60
private let maximumColumns = 120

private func isCode(_ path: String) -> Bool { !path.hasSuffix(".md") && !path.hasSuffix(".csv") && path != "LICENSE" }

private let fileSize = Rule(
    name: "a file has at most 400 lines",
    covers: isCode,
    check: { file in
        // The newline at the end begins no line.
        let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        return count > maximumFileLines ? [file.finding(1, "\(count) lines, more than \(maximumFileLines)")] : []
    },
    caught: [.init("Core/Large.swift", String(repeating: "let a = 1\n", count: 401))],
    allowed: [.init("Core/Full.swift", String(repeating: "let a = 1\n", count: 400))])

private func function(_ head: String, lines: Int, after: String = "", step: String = "step()") -> String {
    "\(after)\n\(head) {\n" + String(repeating: "\(step)\n", count: lines - 2) + "}\n"
}

private let functionSize = Rule(
    name: "a function has at most 60 lines",
    covers: isSwift,
    check: { file in
        file.structure.functions.filter { $0.lines.count > maximumFunctionLines }.map {
            let message = "\($0.name) has \($0.lines.count) lines, more than \(maximumFunctionLines)"
            return file.finding($0.lines.lowerBound, message)
        }
    },
    caught: [
        function("func long()", lines: 61),
        function("func long(actor: A, class c: C)", lines: 61),
        function("init(of: () -> Int = { 1 })", lines: 61, after: "struct S {") + "}",
        function("var long: [Int]", lines: 61, after: "struct S {") + "}",
        function("func long(_ x: Int)", lines: 61, after: "func text() -> String { \"}\" }"),
        function("func long() -> String", lines: 61, after: "// }", step: "a(\"\\(x { \"}\" }) }\")"),
        function("subscript(i: Int) -> Int", lines: 61, after: "protocol P { func f() }"),
    ].map { .init("Core/A.swift", $0) },
    allowed: [
        function("func full()", lines: 60),
        function("struct S", lines: 100, after: "protocol P {\n    func f()\n}"),
        function("enum E", lines: 100, after: "var stored: Int"),
        function("struct S", lines: 100, after: "func a() {}"),
    ].map { .init("Core/A.swift", $0) })

private let lineLength = Rule(
    name: "a line has at most 120 columns",
    covers: isCode,
    check: { file in
        file.lines.enumerated().filter { $0.element.count > maximumColumns }.map {
            file.finding($0.offset + 1, "\($0.element.count) columns, more than \(maximumColumns)")
        }
    },
    caught: [.init("Tests/run", String(repeating: "x", count: 121))],
    allowed: [.init("Core/A.swift", String(repeating: "é", count: 120))])

private let balance = Rule(
    name: "braces balance, so that the other rules read the file rightly",
    covers: isSwift,
    check: { file in file.structure.unbalancedLine.map { [file.finding($0, "braces do not balance")] } ?? [] },
    caught: [.init("Core/A.swift", "func a() {\n}}\n"), .init("Core/B.swift", "func a() {\n")],
    allowed: [
        .init("Core/A.swift", "let a = \"{\" // {\n/* { /* { */ { */\n"),
        .init("Core/B.swift", "let a = #\"\\(\"{\"#\nlet b = \"\"\"\n    { \" \"\" {\n    \"\"\"\n"),
        .init("Core/C.swift", "let a = \"\\(b.map { \"}\\($0)\" })\"\n"),
    ])
