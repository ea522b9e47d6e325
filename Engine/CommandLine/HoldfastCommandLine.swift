#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
// So that a program with a store of its own imports this module only.
@_exported public import Holdfast
@_exported public import HoldfastStores

/// The command line of Holdfast, for any program to be: with your own stores it is three lines.
///
/// ```swift
/// import HoldfastCommandLine
///
/// await HoldfastCommandLine.main(plugins: .builtIn + [mine])
/// ```
public enum HoldfastCommandLine {
    /// The version of Holdfast.
    public static let version = Release.version

    /// Does what the process's arguments say, and ends the process with the exit code of
    /// ``run(_:plugins:payloads:environment:directory:time:startsItself:output:errors:)``.
    ///
    /// - Parameters:
    ///   - plugins: The stores that `--store` and the environment can name.
    ///   - payloads: What payloads pass in these stores, such as an encryption.
    public static func main(
        plugins: [StorePlugin] = .builtIn, payloads: PayloadOptions = PayloadOptions()
    ) async -> Never {
        let code = await run(
            Array(CommandLine.arguments.dropFirst()), plugins: plugins, payloads: payloads,
            environment: ProcessInfo.processInfo.environment, startsItself: true,
            output: StandardStream.output.write, errors: StandardStream.errors.write)
        exit(code)
    }

    /// Does what the arguments say.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - directory: Where `holdfast.json` is looked for.
    ///   - startsItself: Whether checks may start this program again, with arguments of theirs; off by default.
    ///   - output: Takes the result.
    ///   - errors: Takes what went wrong, and remarks that are no result.
    /// - Returns: 0 done, 1 it failed, 2 wrong usage, 3 not found, 4 refused or nothing was checked,
    ///   5 something was not shown, 130 interrupted.
    public static func run(
        _ arguments: [String], plugins: [StorePlugin] = .builtIn, payloads: PayloadOptions = PayloadOptions(),
        environment: [String: String],
        directory: String = ".", time: any TimeSource = SystemTime(), startsItself: Bool = false,
        output: @Sendable (String) -> Void,
        errors: @Sendable (String) -> Void
    ) async -> Int32 {
        let surroundings = Surroundings(
            plugins: plugins, payloads: payloads, environment: environment, directory: directory, time: time,
            startsItself: startsItself)
        do {
            let (answer, format) = try await answer(arguments, surroundings)
            output(format.render(answer))
            for remark in answer.remarks { errors(Display.line(remark) + "\n") }
            return answer.exitCode.rawValue
        } catch {
            let failure = CommandFailure(error)
            let message = surroundings.withoutSecrets(failure.message, arguments)
            errors("holdfast: \(Display.line(message))\n")
            return failure.exitCode.rawValue
        }
    }

    private static func answer(
        _ words: [String], _ surroundings: Surroundings
    ) async throws -> (Answer, any OutputFormat) {
        if surroundings.startsItself, words.first == Command.childWord {
            return (try await Command.runChild(Array(words.dropFirst()), surroundings), TableFormat())
        }
        switch try Request(words) {
        case .help(let text): return (Answer(text: text, json: .object(["help": .string(text)])), TableFormat())
        case .command(let command, let arguments):
            let format: any OutputFormat = try arguments.choice(.format, of: command.formats)
            return (try await command.run(Invocation(arguments: arguments, surroundings: surroundings)), format)
        }
    }
}
