/// An option of a command, as data: the parser and the help both read it.
struct Option: Sendable {
    let name: String
    /// What stands for its value in the help; nil for a flag, which has none.
    let value: String?
    let help: String
    /// Whether it may be given more than once.
    let isRepeatable: Bool

    init(_ name: String, value: String? = nil, isRepeatable: Bool = false, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
    }

    /// As it is typed.
    var flag: String { "--" + name }
}

// Of every command.
extension Option {
    static let store = Option(
        "store", value: "URL", "the store; else HOLDFAST_STORE_URL, holdfast.json, sqlite:///holdfast.db")
    static let namespace = Option("namespace", value: "NAME", "the tenant; else HOLDFAST_NAMESPACE, default")
    static let format = Option("format", value: "FORMAT", "table (the default) or json")
    static let help = Option("help", "shows this help")

    static let common = [store, namespace, format, help]
}

// Of lists.
extension Option {
    static let workflow = Option("workflow", value: "NAME", "only runs of this workflow")
    static let status = Option(
        "status", value: "STATUS", isRepeatable: true,
        "only runs of this status (pending, running, waiting, paused, stalled, completed, failed, cancelled); "
            + "several with commas, or repeat it")
    static let resource = Option("resource", value: "ID", "only runs of this resource")
    static let tag = Option(
        "tag", value: "NAME=VALUE", isRepeatable: true, "only runs with this tag; repeat it for several")
    static let attribute = Option(
        "attribute", value: "NAME=JSON", isRepeatable: true, "only runs with this attribute; a text needs its quotes")
    static let metadata = Option("metadata", value: "JSON", "only runs whose metadata contains this object")
    static let parent = Option("parent", value: "RUN", "only children of this run")
    static let idPrefix = Option("id-prefix", value: "TEXT", "only runs whose id begins with this")
    static let createdFrom = Option(
        "created-from", value: "TIME", "not created before this: 2026-03-01T12:00:00Z, 2h, 7d ago")
    static let createdBefore = Option("created-before", value: "TIME", "created before this")
    static let updatedFrom = Option("updated-from", value: "TIME", "not changed before this")
    static let updatedBefore = Option("updated-before", value: "TIME", "changed before this")
    static let limit = Option("limit", value: "N", "the most runs to show, 1 to 1000; 50 by default")
    static let cursor = Option("cursor", value: "TEXT", "goes on where the page before ended")
    static let oldestFirst = Option("oldest-first", "shows the oldest first, not the newest")
    static let count = Option("count", "shows only how many there are, up to 10,000")
}

// Of single commands.
extension Option {
    static let payloads = Option("payloads", "shows input, output and error too")
    static let attempts = Option("attempts", "shows each attempt of each step, with its error")
    static let reason = Option("reason", value: "TEXT", "why; kept with the run")
    static let force = Option("force", "deletes a run that has not ended too")
    static let dryRun = Option("dry-run", "shows what would be done and writes nothing")
    static let printContract = Option("print-contract", "shows the sentences of the contract, as Markdown")
}
