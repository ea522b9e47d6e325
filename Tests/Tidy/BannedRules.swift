/// Calls that have no place in Core and Engine, nor in tests.
let bannedRules: [Rule] = [banned, printing, fatal, storeWords, statements]

private func isCoreOrEngine(_ path: String) -> Bool { isSwift(path) && isIn(path, "Core", "Engine") }

private struct Ban {
    let sequence: [String]
    let reason: String

    init(_ sequence: String, _ reason: String) {
        self.sequence = sequence.split(separator: " ").map(String.init)
        self.reason = reason
    }
}

private let clock = "time comes from the injected TimeSource"
private let identity = "identifiers come from the injected source"
private let structured = "concurrency is structured: use a task group"
private let blocking = "never block the cooperative pool"

private let bans: [Ban] = [
    Ban("Date ( )", clock), Ban("Date . now", clock), Ban("UUID ( )", identity),
    Ban("Task {", structured), Ban("Task (", structured), Ban("Task <", structured), Ban("Task . init", structured),
    Ban("Task . detached", structured), Ban("Task . immediate", structured),
    Ban("try !", "handle the error"), Ban("as !", "use as?"),
    Ban("Thread . sleep", blocking), Ban("usleep", blocking), Ban("DispatchQueue", blocking),
]

private let banned = Rule(
    name: "Core and Engine take no clock, no unstructured task and no shortcut",
    covers: isCoreOrEngine,
    check: { file in
        bans.flatMap { ban in
            file.tokens.lines(of: ban.sequence).map {
                file.finding($0, "`\(ban.sequence.joined())`: \(ban.reason)")
            }
        }
    },
    caught: [
        "let now = Date()", "let now = Date.now", "let id = UUID()", "Task { }", "Task  {\n}",
        "Task(priority: .low) { }",
        "let t: Task<Int, Never>", "Task.detached { }", "Task.init { }", "Task.immediate { }", "try! f()", "x as! Int",
        "Thread.sleep(1)", "usleep(1)", "DispatchQueue.main", "\"\\(try! f())\"",
    ].map { .init("Engine/A.swift", $0) },
    allowed: [
        .init("Core/A.swift", "// Task { try! }\nlet a = \"Task { UUID() }\""),
        .init("Core/B.swift", "group.addTask { }\nwithTaskGroup { }\nTask.isCancelled\nx as? Int\ntry? f()"),
        .init("Tests/CrashTests/A.swift", "Task { }"),
    ])

private let printing = Rule(
    name: "only the command line prints",
    covers: { isShipped($0) && !isCommand($0) },
    check: { file in
        file.tokens.indices.filter {
            file.tokens.matches(["print", "("], at: $0) && !file.tokens.isMark(".", at: $0 - 1)
                && !(file.tokens.indices.contains($0 - 1) && file.tokens[$0 - 1].isWord("func"))
        }.map { file.finding(file.tokens[$0].line, "print belongs to the command line") }
    },
    caught: [.init("Engine/A.swift", "print(\"x\")"), .init("Conformance/A.swift", "f { print($0) }")],
    allowed: [
        .init("Engine/CommandLine/A.swift", "print(\"x\")"),
        .init("Core/A.swift", "report.print(1)\nfunc print(_ x: Int)"),
    ])

private let fatal = Rule(
    name: "fatalError has its reason on the line before",
    covers: isShipped,
    check: { file in
        file.tokens.lines(of: ["fatalError", "("]).filter { file.comments[$0 - 1] == nil }
            .map { file.finding($0, "fatalError without a comment on the line before") }
    },
    caught: [.init("Core/A.swift", "let a = 1\nfatalError(\"no\")  // because")],
    allowed: [.init("Core/A.swift", "// The table was checked when it was made.\nfatalError(\"no\")")])

private let storeNames = ["SQL", "Sqlite", "Postgres", "DynamoDB"].flatMap { [$0, $0.lowercased()] }

private let storeWords = Rule(
    name: "Engine knows no store",
    covers: { isSwift($0) && isIn($0, "Engine") && !isCommand($0) },
    check: { file in
        file.tokens.compactMap { token in
            storeNames.first { token.text.contains($0) }.map { file.finding(token.line, "names a store: \($0)") }
        }
    },
    caught: [.init("Engine/A.swift", "let a: SQLiteStore"), .init("Engine/A.swift", "open(\"sqlite:a\")")],
    allowed: [.init("Engine/CommandLine/A.swift", "open(\"sqlite:a\")"), .init("Engine/A.swift", "// SQL")])

private let sqlWords: Set<String> = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "WHERE", "PRAGMA"]

private let statements = Rule(
    name: "no SQL in Core, Engine and Conformance",
    covers: { isSwift($0) && isIn($0, "Core", "Engine", "Conformance") },
    check: { file in
        file.tokens.filter { $0.kind == .string }.compactMap { token in
            token.text.split { !$0.isLetter }.first { sqlWords.contains(String($0)) }
                .map { file.finding(token.line, "SQL in a string: \($0)") }
        }
    },
    caught: [
        .init("Engine/CommandLine/A.swift", "run(\"SELECT 1\")"),
        .init("Core/A.swift", "\"\"\"\nDELETE FROM a\n\"\"\""),
    ],
    allowed: [.init("Engine/A.swift", "// SELECT\n\"select a run\""), .init("Stores/SQL/A.swift", "\"SELECT 1\"")])
