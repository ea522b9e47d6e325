/// Public declarations that speak for themselves: what a protocol already documents.
private let witnesses: Set<String> = [
    "description", "debugDescription", "hash", "encode", "=", "<", "hashValue", "rawValue", "id", "makeAsyncIterator",
    "makeIterator", "next", "AsyncIterator", "Iterator", "Element", "Failure", "Body",
]

/// The verbs of `StoreBackend`, documented there and implemented in every store.
private let verbs: Set<String> = [
    "limits", "schemaVersion", "migrate", "get", "scan", "commit", "commitEach", "take", "count", "erase", "close",
]

/// Columns and indexes, whose names say it all where they have no comment.
private func isTable(_ path: String) -> Bool { isIn(path, "Core/Schema/Tables") }

private func isWitness(_ declaration: Structure.PublicDeclaration, _ path: String) -> Bool {
    declaration.isInConformance || witnesses.contains(declaration.name)
        || (verbs.contains(declaration.name) && (isIn(path, "Stores") || path.hasSuffix("StoreBackend+Defaults.swift")))
}

private func isDocumented(_ line: Int, _ file: SourceFile) -> Bool {
    var above = line - 1
    while above > 0, file.comments[above] == nil, isAttribute(file.lines[above - 1]) { above -= 1 }
    return file.comments[above].map { $0.hasPrefix("///") || $0.hasSuffix("*/") } ?? false
}

private func isAttribute(_ line: String) -> Bool { line.drop { $0 == " " }.hasPrefix("@") }

/// A doc comment above each public declaration, but for witnesses of a protocol and the columns of a table.
let documentation = Rule(
    name: "public declarations are documented",
    covers: { isShipped($0) && !isTable($0) },
    check: { file in
        file.structure.publicDeclarations.filter { !isWitness($0, file.path) && !isDocumented($0.line, file) }
            .map { file.finding($0.line, "\($0.name) has no documentation") }
    },
    caught: [
        .init("Core/A.swift", "public struct A {}"),
        .init("Core/A.swift", "/// A.\n\npublic final class A {}"),
        .init("Core/A.swift", "/// A.\npublic struct A {\n    public private(set) var b: Int\n}"),
        .init("Core/A.swift", "open class A {}"),
        .init("Core/A.swift", "// A.\n@frozen\npublic enum A {}"),
        .init("Core/A.swift", "extension A {\n    public init(b: Int) {}\n}"),
        .init("Core/A.swift", "extension A where B: C {\n    public static func get() {}\n}"),
    ],
    allowed: [
        .init("Core/A.swift", "/// A.\n@frozen\npublic enum A {}\npublic import HoldfastCore"),
        .init("Core/A.swift", "func a() {\n    open()\n}"),
        .init("Core/A.swift", "extension A: B {\n    public func c() {}\n}"),
        .init("Core/A.swift", "extension A {\n    public static func == (a: A, b: A) -> Bool { true }\n}"),
        .init("Stores/Memory/A.swift", "/// A.\npublic final class A: StoreBackend {\n    public func get() {}\n}"),
    ])
