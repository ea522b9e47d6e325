extension NewRun {
    /// A run that a step of another one starts: it belongs to the same chain and the same trace.
    public init(
        _ workflow: String, id: RunID? = nil, of parent: RunRecord, step: String, input: Payload? = nil
    ) {
        self.init(workflow, id: id, input: input)
        self.parent = parent.id
        parentStep = step
        root = parent.root ?? parent.id
        traceContext = parent.traceContext
    }
}
