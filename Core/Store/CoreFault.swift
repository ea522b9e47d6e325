/// A rule that a test leaves out, to see whether the conformance checks notice; in a release build none ever is.
///
/// For rules that Core keeps before it calls its backend. All others are broken by a backend that changes what Core
/// sends it.
package enum CoreFault: Sendable {
    /// A page holds at least one.
    case pageSize
    /// A cursor belongs to its list.
    case cursorSignature
    /// An update names the revision that is stored.
    case revision
    /// What has ended stays as it is.
    case finality
    /// The same end again is no change.
    case sameEnd
    /// Times to live and leases are longer than zero.
    case positiveDuration
    /// A run that is active is deleted by force only.
    case activeRun
    /// A value is replaced only if it is the expected one.
    case expectedValue
    /// A limit that is in use keeps its definition.
    case limitDefinition
    /// Nothing is sent for a task that was cancelled.
    case cancellation
    /// Several keys are read in one call.
    case fewCalls
    /// Events are appended only where the log ends as the caller said.
    case expectedHead
    /// An event id stands for one content.
    case eventDigest
    /// A reader of a log stops at the first gap.
    case gap
    /// A follower goes on from where it stood.
    case followedPosition
    /// A snapshot of an unknown format is an error.
    case snapshotFormat
    /// A snapshot is stored only over the revision that it replaces.
    case snapshotRevision
    /// Every migration on the way is made.
    case wholePath
    /// Strict migrations refuse a version without a path.
    case migrationPath
    /// A changed step is told from the recorded one.
    case drift
    /// A reason has a longest length.
    case reasonLength
    /// A run on hold is not deleted.
    case hold
    /// What a backend does not offer is refused.
    case unsupported
    /// A bulk operation goes on where one run fails.
    case bulkErrors
    /// A dry run writes nothing.
    case dryRun
    /// A worker whose clock is off claims nothing.
    case clockOffset
    /// The next slot of a schedule is counted from its slot, not from the present.
    case slotTime
    /// Slots that were missed go by the schedule's policy.
    case missedSlots
    /// A slot looks whether the run before it has ended.
    case overlap
    /// A cron rule is read in its time zone.
    case timeZone
    /// A slot in a time that the clocks skip is fired after it.
    case skippedTime
    /// A slot in a time that the clocks show twice is fired once.
    case repeatedTime
    /// Either of two restricted fields of days is enough.
    case eitherDay
    /// A cron rule that no day matches is refused.
    case calendar
    /// A time zone is one that there is.
    case zoneName
    /// A span lies at most so deep.
    case spanDepth
    /// A payload has a largest size.
    case payloadLimit
    /// Bytes that look like the store's own are wrapped.
    case payloadMark
    /// What is read of a payload is what was written.
    case payloadDigest
    /// A commit that names chunks tests that they are still there.
    case payloadNaming
    /// Chunks that a row names stay.
    case payloadSweep
    /// Updates pass the transforms too.
    case payloadUpdates
    /// A payload is read through all transforms that it was written through.
    case payloadSteps
    /// Conditions on payloads are refused.
    case payloadConditions
    /// A row whose chunks went while it was read is read again.
    case payloadReread
    /// Chunks whose reply was lost are sent again.
    case payloadResend
    /// What belongs to runs is exported with them only.
    case exportedLives
    /// An export has payloads as they are stored where that is asked for.
    case exportedForm
    /// A run is written after what belongs to it.
    case importOrder
    /// What is imported is what was exported.
    case exportDigest
    /// A rekeying goes through all tables.
    case rekeyedTables

    #if DEBUG
        /// The rule that is left out in this task and its children.
        @TaskLocal package static var leftOut: CoreFault?
    #endif

    /// Whether the rule is left out here.
    static func leavesOut(_ rule: CoreFault) -> Bool {
        #if DEBUG
            leftOut == rule
        #else
            false
        #endif
    }
}
