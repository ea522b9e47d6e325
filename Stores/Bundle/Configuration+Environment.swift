#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
public import HoldfastCore

extension Configuration {
    /// What this process's environment and `holdfast.json` in its working directory say.
    public static func fromEnvironment() throws -> Configuration {
        try fromEnvironment(ProcessInfo.processInfo.environment)
    }

    /// What these variables and `holdfast.json` in this directory say.
    public static func fromEnvironment(
        _ environment: [String: String], directory: String = "."
    ) throws -> Configuration {
        let file = FileManager.default.contents(atPath: directory + "/holdfast.json")
        return try Configuration(environment: environment, file: file.map { String(decoding: $0, as: UTF8.self) })
    }
}
