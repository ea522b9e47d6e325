#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
public import HoldfastCore

extension Configuration {
    /// What this process's environment and `holdfast.json` in its working directory say.
    public static func fromEnvironment() throws -> Configuration {
        let file = FileManager.default.contents(atPath: "holdfast.json").map { String(decoding: $0, as: UTF8.self) }
        return try Configuration(environment: ProcessInfo.processInfo.environment, file: file)
    }
}
