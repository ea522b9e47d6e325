/// What somebody thinks of a run or a step.
public struct Evaluation: Sendable, Equatable {
    /// The id, unique in the run; nil draws one.
    public var id: String?
    /// The step that it is about; nil means the run.
    public var step: String?
    /// How good it is; finite.
    public var score: Double?
    /// In words; without U+0000.
    public var feedback: String?
    /// More about it.
    public var metadata: [String: JSONValue] = [:]

    /// An evaluation of a run, or of this step.
    public init(score: Double? = nil, feedback: String? = nil, step: String? = nil) {
        self.score = score
        self.feedback = feedback
        self.step = step
    }
}

/// An evaluation as it is stored.
public struct EvaluationRecord: Sendable, Equatable {
    /// The run.
    public let runID: RunID
    /// What somebody thinks of it; its id is there.
    public let evaluation: Evaluation
    /// When it was saved.
    public let createdAt: Timestamp
}

/// Scores and feedback on runs and their steps.
public struct Evaluations: Sendable {
    let context: StoreContext

    init(_ context: StoreContext) { self.context = context }

    /// How many evaluations a page holds where nothing else is said: 20.
    public static let defaultPage = 20

    /// Stores an evaluation of a run.
    ///
    /// - Throws: `.notFound` (kind `run`) for an unknown run; `.alreadyExists` where the id is taken;
    ///   `.invalidArgument` for a score that is no number.
    @discardableResult
    public func save(_ evaluation: Evaluation, of id: RunID) async throws -> EvaluationRecord {
        try context.begin()
        try validate(evaluation)
        let run = try await Runs(context).get(id, payloads: false)
        let now = context.now
        var evaluation = evaluation
        let name = evaluation.id ?? context.identifiers.id(at: now)
        evaluation.id = name
        let record = EvaluationRecord(runID: id, evaluation: evaluation, createdAt: now)
        let batch = WriteBatch([.insert(record.row(context, run, name)), run.isThere(context)])
        switch try await context.commit(batch, for: "save evaluation", name) {
        case .applied: return record
        case .refused(let refusal) where refusal.operation == 0:
            throw StoreError(
                .alreadyExists, "there is an evaluation \"\(name)\" of run \"\(id)\" already", kind: "evaluation",
                id: name)
        case .refused: throw StoreError.notFound("run", id)
        }
    }

    /// A page of the evaluations, newest first.
    ///
    /// - Parameters:
    ///   - run: Only those of this run and its steps.
    ///   - step: Only those of this step; it needs the run.
    /// - Throws: `.notFound` for an unknown run.
    public func list(
        run id: RunID? = nil, step: String? = nil, limit: Int = defaultPage, cursor: String? = nil
    ) async throws -> Listing<EvaluationRecord> {
        try context.begin()
        let size = try ListCursor.pageSize(limit)
        var range = IndexRange(EvaluationTable.table, EvaluationTable.byCreation, [context.tenant])
        var life = ""
        if let id {
            let run = try await Runs(context).get(id, payloads: false)
            life = run.incarnation.rawValue
            range = IndexRange(EvaluationTable.table, EvaluationTable.byRun, [context.tenant, run.incarnation.value])
        }
        var scan = Scan(range, limit: size + 1)
        if let step {
            try Runs.validateName(step, "step key")
            guard id != nil else { throw StoreError(.invalidArgument, "say which run the step \"\(step)\" is of") }
            scan.filter = [Condition(EvaluationTable.stepKey, .equal(.text(step)))]
        }
        let token = ListCursor(context, "evaluations", life, step == nil ? "all" : "step", step ?? "")
        scan.descending = true
        scan.after = try token.position(cursor)
        var walk = LivingRows(
            context, scan, EvaluationTable.runID, EvaluationTable.incarnation, for: "list evaluations")
        return try await walk.listing(size, token) { try EvaluationRecord($0) }
    }

    private func validate(_ evaluation: Evaluation) throws {
        if let id = evaluation.id { try Runs.validateName(id, "evaluation id") }
        if let step = evaluation.step { try Runs.validateName(step, "step key") }
        guard evaluation.score?.isFinite ?? true else {
            throw StoreError(.invalidArgument, "a score is a finite number", kind: "evaluation")
        }
        guard !(evaluation.feedback?.holdsNull ?? false) else {
            throw StoreError(.invalidArgument, "feedback cannot hold U+0000", kind: "evaluation")
        }
        try Runs.validate(members: evaluation.metadata, "metadata key")
    }
}

extension Store {
    /// Scores and feedback on runs and their steps.
    public var evaluations: Evaluations { Evaluations(context) }
}

extension EvaluationRecord {
    init(_ row: Row) throws {
        guard let created = row.time(EvaluationTable.createdAt) else {
            throw StoreError(.corrupted, "an evaluation has no time", kind: "evaluation")
        }
        var evaluation = Evaluation(feedback: row[EvaluationTable.feedback].text)
        evaluation.id = row[EvaluationTable.evaluationID].text
        evaluation.step = row[EvaluationTable.stepKey].text
        if case .double(let score) = row[EvaluationTable.score] { evaluation.score = score }
        evaluation.metadata = try row.object(EvaluationTable.metadata)
        runID = RunID(row[EvaluationTable.runID].text ?? "")
        self.evaluation = evaluation
        createdAt = created
    }

    fileprivate func row(_ context: StoreContext, _ run: RunRecord, _ id: String) -> Row {
        var row = Row(EvaluationTable.table)
        row[EvaluationTable.namespace] = context.tenant
        row[EvaluationTable.incarnation] = run.incarnation.value
        row[EvaluationTable.evaluationID] = .text(id)
        row[EvaluationTable.insertToken] = context.identifiers.token()
        row[EvaluationTable.runID] = run.id.value
        row[EvaluationTable.stepKey] = .text(evaluation.step)
        row[EvaluationTable.score] = evaluation.score.map { .double($0) } ?? .null
        row[EvaluationTable.feedback] = .text(evaluation.feedback)
        row[EvaluationTable.metadata] = .json(evaluation.metadata)
        row[EvaluationTable.createdAt] = .time(createdAt)
        return row
    }
}
