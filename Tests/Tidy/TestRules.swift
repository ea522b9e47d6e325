/// What keeps the tests honest.
let testRules: [Rule] = [sleeping, skipping]

private func isTest(_ path: String) -> Bool { isSwift(path) && isIn(path, "Tests") }

private let sleepWords: Set<String> = ["usleep", "nanosleep", "clock_nanosleep"]

/// A workflow's own `run.sleep` is what tests are about; a clock's or a thread's is not.
private func sleepsForReal(_ tokens: [Token], _ index: Int) -> Bool {
    if tokens[index].kind != .word { return false }
    if sleepWords.contains(tokens[index].text) { return true }
    guard tokens[index].isWord("sleep"), tokens.isMark("(", at: index + 1) else { return false }
    if !tokens.isMark(".", at: index - 1) {
        return !(tokens.indices.contains(index - 1) && tokens[index - 1].isWord("func"))
    }
    return ["Task", "Thread"].contains { tokens.matches([$0], at: index - 2) }
        || ["ContinuousClock", "SuspendingClock"].contains { tokens.matches([$0, "(", ")"], at: index - 4) }
        || ["continuous", "suspending"].contains { tokens.matches([".", $0], at: index - 3) }
}

private let sleeping = Rule(
    name: "no test sleeps",
    covers: isTest,
    check: { file in
        file.tokens.indices.filter { sleepsForReal(file.tokens, $0) }
            .map { file.finding(file.tokens[$0].line, "a test waits for a condition, never for a time") }
    },
    caught: [
        "try await Task.sleep(for: .seconds(1))", "sleep(1)", "usleep(10)", "nanosleep(a, b)", "Thread.sleep(1)",
        "try await ContinuousClock().sleep(until: x)", "x(clock: .continuous.sleep(1))",
    ].map { .init("Tests/CoreTests/A.swift", $0) },
    allowed: [
        .init("Tests/EngineTests/A.swift", "try await run.sleep(\"nap\", for: .hours(1))\nfunc sleep(a: Int) {}"),
        .init("Examples/Quickstart/A.swift", "try await Task.sleep(for: .seconds(1))"),
    ])

private let skips: [[String]] = [
    [".", "enabled", "("], [".", "disabled", "("], ["XCTSkip"], ["XCTSkipIf"], ["XCTSkipUnless"],
    ["withKnownIssue"], ["Test", ".", "cancel"],
]

private let skipping = Rule(
    name: "no test is skipped",
    covers: isTest,
    check: { file in
        skips.flatMap { skip in
            file.tokens.lines(of: skip).map { file.finding($0, "`\(skip.joined())`: a test runs or is not there") }
        }
    },
    caught: [
        "@Test(.enabled(if: hasServer)) func a() {}", "@Test(.disabled(\"flaky\")) func a() {}", "throw XCTSkip(\"x\")",
        "withKnownIssue { }", "try XCTSkipIf(true)", "try Test.cancel()",
    ].map { .init("Tests/CoreTests/A.swift", $0) },
    allowed: [.init("Tests/CoreTests/A.swift", "// .enabled(if: x)\n@Test(arguments: [1]) func a(_ x: Int) {}")])
