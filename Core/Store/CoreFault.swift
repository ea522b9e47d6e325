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
    /// Nothing is sent for a task that was cancelled.
    case cancellation
    /// Several keys are read in one call.
    case fewCalls
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
