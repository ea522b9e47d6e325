#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The repository that these tests were built from.
struct SourceTree: Sendable {
    static let holdfast = SourceTree()

    let topLevel: [String]
    let files: [SourceFile]

    private init() {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        topLevel = Self.entries(of: root)
        files = Self.paths(under: "", of: root).compactMap { path in
            guard let content = FileManager.default.contents(atPath: root + path),
                let text = String(validating: content, as: UTF8.self)
            else { return nil }
            return SourceFile(path: String(path.dropFirst()), text: text)
        }
    }

    private static func entries(of folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// What is hidden (`.build`, `.git`) and what a program wrote (`.db`) is no source.
    private static func paths(under folder: String, of root: String) -> [String] {
        entries(of: root + folder).filter { !$0.hasPrefix(".") && !isDatabase($0) }.flatMap { name in
            let path = folder + "/" + name
            var isFolder = false
            _ = FileManager.default.fileExists(atPath: root + path, isDirectory: &isFolder)
            return isFolder ? paths(under: path, of: root) : [path]
        }
    }

    private static func isDatabase(_ name: String) -> Bool {
        [".db", ".db-wal", ".db-shm"].contains { name.hasSuffix($0) }
    }

    private static let fixed: Set<String> = [
        "Package.swift", "Core", "Stores", "Engine", "Conformance", "Examples", "Tests", "README.md", "LICENSE",
    ]

    /// Names that have no place at the top of the repository.
    static func strays(among names: [String]) -> [String] {
        names.filter { !fixed.contains($0) && !$0.hasPrefix(".") && !isDatabase($0) }
    }
}
