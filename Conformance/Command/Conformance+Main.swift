#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension Child {
    /// This very program, started with these arguments first.
    public static func thisProgram(_ arguments: [String]) -> Child {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return Child(program: path ?? CommandLine.arguments.first ?? "", arguments: arguments)
    }

    /// A program that is nothing but ``Conformance/main()``, with a suite that makes the same backends.
    public static func runner(_ program: String) -> Child {
        Child(program: program, arguments: [Conformance.childWord])
    }
}

extension Conformance {
    /// Is the whole of a program that checks this store: does what the process's arguments say, and ends the process
    /// with a ``RunExit``. It starts itself again where a check needs another process, unless the suite has a child.
    ///
    /// ```swift
    /// let suite = Conformance("MyStore") { place in try await MyBackend(path: place.folder + "/store") }
    /// await suite.main()
    /// ```
    public func main() async -> Never {
        let words = CommandLine.arguments.dropFirst()
        if words.first == Self.childWord { exit(await runChild(Array(words.dropFirst())) ? 0 : 1) }
        let suite = child == nil ? starting(.thisProgram([Self.childWord])) : self
        let (text, code) = await suite.answer(Array(words), command: CommandLine.arguments.first ?? name)
        print(text, terminator: "")
        exit(code.rawValue)
    }

    fileprivate static let childWord = "--child"

    /// What the arguments ask for, as text, and what the process ends with.
    package func answer(_ words: [String], command: String) async -> (text: String, exit: RunExit) {
        guard !words.contains("--help"), !words.contains("-h") else { return (Self.help(command), .awarded) }
        do {
            let options = try Self.options(words)
            let report = try await run(options, command: command)
            return (report.text(options.format), report.exit)
        } catch let refusal as RunOptions.Refusal {
            return ("\(refusal)\n", refusal.exit)
        } catch {
            return ("\(error)\n", .failed)
        }
    }

    private static func options(_ words: [String]) throws(RunOptions.Refusal) -> RunOptions {
        var options = RunOptions()
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts[0].hasPrefix("--") else {
                throw RunOptions.Refusal(.wrongUsage, "\"\(word)\" is no option; see --help")
            }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                throw RunOptions.Refusal(.wrongUsage, "\(parts[0]) needs a value; see --help")
            }
            try options.set(String(parts[0].dropFirst(2)), to: value)
        }
        return options
    }

    private static func help(_ command: String) -> String {
        let lines = RunOptions.all.map { "  " + Layout.padded("--\($0.name) \($0.value)", 18) + $0.help + "\n" }
        return """
            Checks a store against the contract of Holdfast's stores.

            Usage: \(command) [options]

            \(lines.joined())
            Exit codes: 0 the level is awarded, 1 something failed, 2 wrong usage, 3 no such check, 4 nothing was
            checked, 5 nothing failed but something was not shown.

            """
    }
}
