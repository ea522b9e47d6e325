internal import HoldfastCore

/// What goes wrong with one request of a client to a store beyond a network.
package enum LineFault: Sendable {
    /// It is not sent, and the client knows that.
    case dropBefore
    /// It is carried out, and its reply is lost.
    case dropAfter
    /// It comes twice.
    case duplicate
    /// It comes late.
    case delay
    /// The store has too much to do, and refuses it.
    case throttle
    /// It is carried out in part, and the reply says in which.
    case partial
    /// Its reply makes no sense.
    case garbage
}

/// Asked before each request of a ``StrictMemoryBackend``: what happens to it.
package typealias Line = @Sendable (_ request: String, _ isWrite: Bool) -> LineFault?

extension StrictMemoryBackend {
    /// How often a request is sent that the store refuses for now, or carries out in part.
    private static var sendings: Int { 8 }

    /// Sends a request over the line, as a client does that knows what a network is.
    ///
    /// - Parameter body: What the store does; given whether only a part of it. Nil as its answer is the part that the
    ///   store left out: the request is sent again.
    func send<Answer>(
        _ request: String, isWrite: Bool, _ body: (_ inPart: Bool) async throws(BackendError) -> Answer?
    ) async throws(BackendError) -> Answer {
        for _ in 0..<Self.sendings {
            let fault = line?(request, isWrite)
            switch fault {
            case .dropBefore: throw BackendError(.unavailable, "the line failed before \(request) was sent; try again")
            case .throttle:
                await pause(oneIn: 1)
                continue
            case .delay: for _ in 0..<4 { await pause(oneIn: 1) }
            // A write carries a token by which the store knows it again, and answers as the first time.
            case .duplicate where !isWrite: _ = try await body(false)
            case .duplicate, .dropAfter, .partial, .garbage, nil: break
            }
            guard let answer = try await body(fault == .partial) else { continue }
            switch fault {
            case .dropAfter,
                .garbage where isWrite:
                throw BackendError(.unknownOutcome, "the reply to \(request) was lost or cannot be read")
            case .garbage: throw BackendError(.protocol, "the reply to \(request) cannot be read")
            default: return answer
            }
        }
        throw BackendError(.unavailable, "the store has too much to do for \(request); nothing was applied, try again")
    }
}
