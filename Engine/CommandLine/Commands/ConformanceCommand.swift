internal import Holdfast
internal import HoldfastConformance
internal import HoldfastConformanceSubjects

extension Command {
    static let conformance = Command(
        name: "conformance",
        summary:
            "Checks a kind of store against the contract, in new stores beside the path; opens none that is there.",
        options: runOptions.map(\.option) + [.printContract],
        examples: [
            "conformance --store memory: --level coordinated",
            "conformance --store sqlite:////tmp/check/store.db --tier full --report reports",
            "conformance --store memory: --check kv.ttl.visible-until --seed 7",
        ],
        formats: [
            "table": TableFormat(), "json": JSONFormat(), "junit": OtherFormat(name: "junit"),
            "markdown": OtherFormat(name: "markdown"),
        ]
    ) { invocation in
        guard !invocation.arguments.has(.printContract) else {
            let text = ContractText.markdown(.holdfast)
            return Answer(text: text, json: .object(["contract": .string(text)]))
        }
        let configuration = try invocation.configuration()
        let url = try configuration.requireStoreURL()
        var suite = try Conformance.subject(
            url: url, plugins: invocation.surroundings.plugins, configuration: configuration)
        if invocation.surroundings.startsItself { suite = suite.starting(.thisProgram([childWord, url])) }
        var options = RunOptions()
        for (name, option) in runOptions {
            for value in invocation.arguments.all(option) { try options.set(name, to: value) }
        }
        let shown = try StoreURL(url).description
        let report = try await suite.run(options, command: "holdfast conformance --store '\(shown)'")
        return Answer(
            text: report.table, json: report.json,
            others: ["junit": report.junit, "markdown": Matrix.markdown([report.json])],
            exitCode: ExitCode(report.exit))
    }

    /// The word before the arguments of a child: a store's URL, and what the kit adds.
    static let childWord = "conformance-child"

    /// What this program does that was started as a child of its own.
    static func runChild(_ words: [String], _ surroundings: Surroundings) async throws -> Answer {
        let configuration = try Configuration.fromEnvironment(
            surroundings.environment, directory: surroundings.directory)
        let suite = try Conformance.subject(
            url: words.first ?? "", plugins: surroundings.plugins, configuration: configuration)
        let isDone = await suite.runChild(Array(words.dropFirst()))
        return Answer(text: "", json: .null, exitCode: isDone ? .done : .failed)
    }

    /// The options of a run, by their names in ``RunOptions``.
    private static let runOptions: [(name: String, option: Option)] = RunOptions.all.map { name, value, help in
        (name, Option(name, value: value, isRepeatable: name == "check", help))
    }
}
