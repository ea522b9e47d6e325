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
        let suite = try Conformance.subject(
            url: url, plugins: invocation.surroundings.plugins, configuration: configuration)
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

    /// The options of a run, by their names in ``RunOptions``.
    private static let runOptions: [(name: String, option: Option)] = RunOptions.all.map { name, value, help in
        (name, Option(name, value: value, isRepeatable: name == "check", help))
    }
}
