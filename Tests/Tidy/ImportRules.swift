/// What may be imported where: arrows go down only.
let importRules: [Rule] = [layering, foundation]

/// Modules of the system that hold no surprises.
private let system: Set<String> = ["Synchronization", "Glibc", "Musl", "Android", "Darwin"]

/// The files that may import Foundation below the command line: the user's values as JSON, the process's environment,
/// and the files of checks and their reports.
private let foundationFiles: Set<String> = [
    "Core/Values/PayloadCodec.swift", "Stores/Bundle/Configuration+Environment.swift", "Conformance/Kit/Place.swift",
    "Conformance/Report/System.swift", "Conformance/Subjects/SubjectFiles.swift",
]

/// Where a test framework may be imported: each adapter imports its own.
private let testFrameworks = ["Conformance/Testing": "Testing", "Conformance/XCTest": "XCTest"]

/// The one file that may import Dispatch: nothing else in the toolchain hears signals.
private let signalFile = "Engine/Worker/Engine+Signals.swift"

private struct Import {
    let module: String
    let line: Int
}

private func imports(of file: SourceFile) -> [Import] {
    file.tokens.indices.dropLast().compactMap { index in
        guard file.tokens[index].isWord("import") else { return nil }
        // `.import` is a member.
        guard index == 0 || file.tokens[index - 1].text != "." else { return nil }
        // `import struct Module.Name` names the module one word later.
        let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(file.tokens[index + 1].text) ? index + 2 : index + 1
        guard file.tokens.indices.contains(name) else { return nil }
        return Import(module: file.tokens[name].text, line: file.tokens[index].line)
    }
}

/// The modules of this package that a file may import; nil for any.
private func ownModules(_ path: String) -> Set<String>? {
    let folders = path.split(separator: "/").dropLast().map(String.init)
    switch (folders.first, folders.dropFirst().first) {
    case ("Core", _): return []
    case ("Conformance", "Mutants"): return ["HoldfastConformance", "HoldfastCore", "HoldfastMemory"]
    case ("Conformance", "Subjects"):
        return ["HoldfastConformance", "HoldfastConformanceDisk", "HoldfastCore", "HoldfastMemory"]
    case ("Conformance", "Testing"), ("Conformance", "XCTest"): return ["HoldfastConformance", "HoldfastCore"]
    // Waiting for a child takes a thread.
    case ("Conformance", "Crash"): return ["HoldfastCore", "HoldfastThreads"]
    // The VFS beneath SQLite, and the suite that uses it.
    case ("Conformance", "Disk"):
        return ["HoldfastConformance", "HoldfastCore", "HoldfastSQLite", "CHoldfastSQLite"]
    case ("Conformance", _): return ["HoldfastCore"]
    case ("Engine", "CommandLine"), ("Engine", "Command"): return nil
    case ("Engine", _): return ["HoldfastCore", "HoldfastThreads"]
    case ("Stores", "Threads"): return []
    case ("Stores", "Memory"), ("Stores", "SQL"): return ["HoldfastCore"]
    case ("Stores", "Bundle"): return ["HoldfastCore", "HoldfastMemory", "HoldfastSQLite"]
    case ("Stores", let store): return ["HoldfastCore", "HoldfastSQL", "HoldfastThreads", "CHoldfast\(store ?? "")"]
    default: return nil
    }
}

private let layering = Rule(
    name: "a layer imports only what lies below it",
    covers: { isSwift($0) && ownModules($0) != nil },
    check: { file in
        imports(of: file).filter { found in
            let isOwn = found.module.hasPrefix("Holdfast") || found.module.hasPrefix("CHoldfast")
            let isFoundation = found.module.hasPrefix("Foundation")
            return isOwn
                ? ownModules(file.path)?.contains(found.module) == false
                : !isFoundation && !system.contains(found.module)
                    && !(found.module == "Dispatch" && file.path == signalFile)
                    && !testFrameworks.contains { isIn(file.path, $0.key) && $0.value == found.module }
        }.map { file.finding($0.line, "\($0.module) may not be imported here") }
    },
    caught: [
        .init("Core/Store/Runs.swift", "public import HoldfastMemory"),
        .init("Core/Store/Runs.swift", "import struct HoldfastSQL.Statement"),
        .init("Core/Store/Runs.swift", "import Dispatch"),
        .init("Engine/Worker/Heartbeat.swift", "import Dispatch"),
        .init("Stores/Memory/Rows.swift", "import HoldfastSQLite"),
        .init("Stores/SQLite/Connection.swift", "import HoldfastMemory"),
        .init("Stores/SQLite/Connection.swift", "import CHoldfastPostgres"),
        .init("Stores/Bundle/Registry.swift", "import Holdfast"),
        .init("Engine/Worker/Worker.swift", "import HoldfastSQLite"),
        .init("Conformance/Kit.swift", "import Holdfast"),
        .init("Conformance/Kit.swift", "import Testing"),
        .init("Conformance/Testing/Verify.swift", "import XCTest"),
    ],
    allowed: [
        .init("Stores/SQLite/Connection.swift", "import CHoldfastSQLite\npackage import HoldfastCore"),
        .init("Core/Store/Export.swift", "try await store.import(lines)\nfunc `import`() {}"),
        .init("Engine/Worker/Engine+Signals.swift", "internal import Dispatch"),
        .init("Engine/Holdfast.swift", "@_exported public import HoldfastCore\nimport Synchronization"),
        .init("Engine/CommandLine/Command.swift", "import Holdfast\nimport HoldfastStores"),
        .init("Conformance/Testing/Verify.swift", "public import HoldfastConformance\nimport Testing"),
        .init("Examples/Quickstart/Main.swift", "import Holdfast"),
    ])

private let foundation = Rule(
    name: "Foundation stays at the edges",
    covers: { isShipped($0) && !isCommand($0) && !foundationFiles.contains($0) },
    check: { file in
        imports(of: file).filter { $0.module.hasPrefix("Foundation") }.map {
            file.finding($0.line, "\($0.module) may be imported only by the files listed in ImportRules.swift")
        }
    },
    caught: [
        .init("Core/Values/Payload.swift", "import Foundation"),
        .init("Stores/SQLite/Connection.swift", "internal import FoundationEssentials"),
    ],
    allowed: [
        .init("Core/Values/PayloadCodec.swift", "import FoundationEssentials"),
        .init("Tests/CrashTests/Child.swift", "import Foundation"),
    ])
