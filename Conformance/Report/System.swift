#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import HoldfastCore

/// What a report needs of the machine: files, and what it is.
enum System {
    static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).flatMap { String(validating: $0, as: UTF8.self) }
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The files in a folder that end so, in the order of their names.
    static func files(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
            .map { folder + "/" + $0 }
    }

    /// The folder that a file is in.
    static func folder(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }
}

/// Where a report was made.
enum Platform {
    static var json: JSONValue {
        [
            "system": .string(system), "architecture": .string(architecture),
            "cores": .int(Int64(ProcessInfo.processInfo.activeProcessorCount)),
        ]
    }

    private static var system: String {
        #if os(Linux)
            "Linux"
        #elseif os(macOS)
            "macOS"
        #else
            "other"
        #endif
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }
}
