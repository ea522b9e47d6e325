internal import Holdfast

extension Command {
    static let runsList = Command(
        name: "runs list", summary: "Lists runs, the newest first.",
        options: [
            .workflow, .status, .resource, .tag, .attribute, .metadata, .parent, .idPrefix, .createdFrom,
            .createdBefore, .updatedFrom, .updatedBefore, .limit, .cursor, .oldestFirst, .count,
        ],
        examples: [
            "runs list --status failed,stalled --created-from '7d ago'",
            "runs list --workflow checkout --tag customer=42 --format json",
            "runs list --attribute 'city=\"Berlin\"' --limit 10 --oldest-first",
            "runs list --status pending --count",
        ]
    ) { invocation in
        var query = RunQuery(try invocation.runFilter())
        query.limit = try invocation.arguments.number(.limit, in: 1...1_000, default: 50)
        query.cursor = invocation.arguments.text(.cursor)
        query.oldestFirst = invocation.arguments.has(.oldestFirst)
        return try await invocation.withStore { [query] store in
            var query = query
            // The parent too may be named by the beginning of its id.
            if let parent = query.filter.parent {
                query.filter.parent = try await store.runs.resolve(prefix: parent.rawValue)
            }
            guard !invocation.arguments.has(.count) else { return Answer(try await store.runs.count(query.filter)) }
            return Answer(try await store.runs.list(query), now: invocation.now)
        }
    }
}

extension Invocation {
    fileprivate func runFilter() throws(CommandFailure) -> RunFilter {
        var filter = RunFilter()
        filter.workflow = arguments.text(.workflow)
        filter.statuses = try statuses()
        filter.resourceID = arguments.text(.resource)
        filter.parent = arguments.text(.parent).map { RunID($0) }
        filter.idPrefix = arguments.text(.idPrefix)
        filter.tags = try arguments.pairs(.tag)
        for (name, text) in try arguments.pairs(.attribute) {
            guard let value = JSONValue(text: text) else {
                throw .usage(
                    "the value of --attribute \(name) is no JSON; a text stands in quotes: '\(name)=\"\(text)\"'")
            }
            filter.attributes[name] = value
        }
        if let text = arguments.text(.metadata) {
            guard case .object(let members)? = JSONValue(text: text) else {
                throw .usage("--metadata is a JSON object such as '{\"region\":\"eu\"}', not \(text)")
            }
            filter.metadata = members
        }
        filter.createdFrom = try arguments.time(.createdFrom, now: now)
        filter.createdBefore = try arguments.time(.createdBefore, now: now)
        filter.updatedFrom = try arguments.time(.updatedFrom, now: now)
        filter.updatedBefore = try arguments.time(.updatedBefore, now: now)
        return filter
    }

    private func statuses() throws(CommandFailure) -> Set<RunStatus> {
        var statuses: Set<RunStatus> = []
        for word in arguments.all(.status).flatMap({ $0.split(separator: ",") }).map(String.init) {
            guard let status = RunStatus(rawValue: word) else {
                throw Arguments.unknown(.status, word, RunStatus.allCases.map(\.rawValue))
            }
            statuses.insert(status)
        }
        return statuses
    }
}

extension Answer {
    fileprivate init(_ count: BoundedCount) {
        self.init(
            text: Display.count(count) + "\n",
            json: .object(["count": .int(Int64(count.value)), "exact": .bool(count.isExact)]))
    }

    fileprivate init(_ page: Listing<RunRecord>, now: Timestamp) {
        self.init(
            text: Columns.table(RunRecord.header, page.items.map { $0.cells(now: now) }),
            json: .object(["runs": .array(page.items.map { $0.json() }), "next_cursor": .text(page.next)]))
        if page.items.isEmpty { remarks = ["No runs match."] }
        if let next = page.next { remarks = ["There are more: add --cursor=\(next)"] }
    }
}
