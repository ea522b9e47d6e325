/// What no comment and no document says.
let textRules: [Rule] = [loose, outside]

private let looseWords: Set<String> = ["TODO", "FIXME", "XXX", "HACK"]

private let loose = Rule(
    name: "no loose ends",
    covers: { _ in true },
    check: { file in
        file.comments.compactMap { line, comment in
            comment.split { !$0.isLetter }.first { looseWords.contains(String($0)) }
                .map { file.finding(line, "\($0): do it, or leave it") }
        }
    },
    caught: [
        .init("Core/A.swift", "// TODO: later"), .init("Core/A.swift", "/* a\n FIXME */"),
        .init("README.md", "XXX"), .init("Tests/Services/a", "# TODO"),
    ],
    allowed: [.init("Core/A.swift", "// todo lists\nlet a = \"TODO\"")])

/// Notes of the makers, which no reader has; taken apart so that this file does not name them.
private let outsideNotes = [
    "DESIGN" + ".md", "../" + "shared", "work/" + "shared", "kernel" + ".md", "hazards" + ".md",
]

private let outside = Rule(
    name: "no mention of what is not in the repository",
    covers: { _ in true },
    check: { file in
        file.lines.enumerated().compactMap { index, line in
            outsideNotes.first { line.contains($0) }.map { file.finding(index + 1, "mentions \($0)") }
        }
    },
    caught: outsideNotes.map { .init("Core/A.swift", "let a = 1  // see \($0)") },
    allowed: [.init("Core/A.swift", "// The design is shared.")])
