internal import Holdfast

extension Command {
    static let export = Command(
        name: "export", summary: "Writes a namespace, or one run, to a file of JSON lines.", operand: "FILE",
        options: [.run, .stored],
        examples: ["export backup.jsonl", "export failed.jsonl --run order-17", "export sealed.jsonl --stored"]
    ) { invocation in
        let file = invocation.operand
        let output = try LineFile(at: file)
        let summary = try await invocation.withStore { store in
            var scope = ExportScope.namespace
            if let text = invocation.arguments.text(.run) { scope = .run(try await store.runs.resolve(prefix: text)) }
            return try await store.export(scope, stored: invocation.arguments.has(.stored)) { line in
                try output.append(line)
            }
        }
        try output.finish()
        return Answer(
            text: "Wrote \(summary.runs) runs, \(summary.rows) rows in all, to \(Display.line(file)).\n",
            json: .object([
                "file": .string(file), "runs": .int(Int64(summary.runs)), "rows": .int(Int64(summary.rows)),
            ]))
    }

    static let `import` = Command(
        name: "import", summary: "Reads an export into the store; changes nothing that is there.", operand: "FILE",
        examples: ["import backup.jsonl", "import backup.jsonl --store sqlite:////var/lib/new.db"]
    ) { invocation in
        let lines = FileLines(path: invocation.operand)
        return try await invocation.withStore(readOnly: false) { store in try await store.import(lines).answer }
    }

    static let copy = Command(
        name: "copy",
        summary: "Copies a namespace into another store, verified run by run; repeat it if it is cut off.",
        options: [.from, .to],
        examples: ["copy --from sqlite:///app.db --to sqlite:////var/lib/app.db"]
    ) { invocation in
        guard let from = invocation.arguments.text(.from), let to = invocation.arguments.text(.to) else {
            throw CommandFailure.usage("`holdfast copy` needs both: --from URL --to URL")
        }
        return try await invocation.at(from).withStore { source in
            try await invocation.at(to).withStore(readOnly: false) { target in
                try await Store.copy(from: source, to: target).answer
            }
        }
    }
}

extension Option {
    static let run = Option("run", value: "RUN", "only this run, with all that belongs to it")
    static let stored = Option("stored", "payloads as they are stored: encrypted ones stay so")
    static let from = Option("from", value: "URL", "the store to read")
    static let to = Option("to", value: "URL", "the store to write; `holdfast migrate` makes it")
}

extension ImportSummary {
    fileprivate var answer: Answer {
        var text = "Wrote \(runs) runs, \(rows) rows in all; \(sameRuns) runs were there already.\n"
        for id in otherRuns {
            text += "Run \"\(Display.line(id.rawValue))\" is there in another state and was left so.\n"
        }
        if otherRows > 0 { text += "\(otherRows) rows are there in another state and were left so.\n" }
        return Answer(
            text: text,
            json: .object([
                "runs": .int(Int64(runs)), "rows": .int(Int64(rows)), "same_runs": .int(Int64(sameRuns)),
                "other_runs": .array(otherRuns.map { .string($0.rawValue) }), "other_rows": .int(Int64(otherRows)),
            ]), exitCode: isWhole ? .done : .refused)
    }
}
