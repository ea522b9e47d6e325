internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Engine {
    /// Works like ``run()`` until the process is asked to end by SIGTERM or SIGINT, then stops gracefully.
    ///
    /// A second signal ends the process at once, as if this engine did not listen.
    public func runUntilSignalled() async {
        let sources = [SIGTERM, SIGINT].map { number in
            // The default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { [self] in
                signal(number, SIG_DFL)
                stop()
            }
            source.activate()
            return source
        }
        await run()
        for source in sources { source.cancel() }
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
    }
}
