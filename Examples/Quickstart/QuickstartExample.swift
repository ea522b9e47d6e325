import Foundation
public import Holdfast
public import HoldfastStores

/// The quickstart as a library, so that it can be played on any store.
public enum QuickstartExample {
    /// Does what the process's arguments say and ends the process: `play FOLDER` plays the whole example;
    /// `start FOLDER` and `worker` are its parts.
    ///
    /// - Parameters:
    ///   - plugins: The stores that URLs can name.
    ///   - command: The command line that knows these stores.
    ///   - storeURL: Where the store of a folder is.
    public static func main(
        plugins: [StorePlugin] = .builtIn, command: String = "holdfast",
        storeURL: @Sendable (_ folder: String) -> String = { "sqlite:///" + $0 + "/orders.db" }
    ) async -> Never {
        let arguments = CommandLine.arguments.dropFirst()
        func director() -> Director {
            let folder = URL(fileURLWithPath: arguments[2]).path
            return Director(folder: folder, storeURL: storeURL(folder), command: command, plugins: plugins)
        }
        do {
            switch (arguments.first, arguments.count) {
            case ("worker"?, 1): try await work(plugins, until: nil)
            case ("worker"?, 2): try await work(plugins, until: RunID(arguments[2]))
            case ("start"?, 2): try await director().start()
            case ("play"?, 2): exit(try await director().play() ? 0 : 1)
            default:
                print("Usage: quickstart play FOLDER | start FOLDER | worker [RUN]\nSee Examples/quickstart.")
                exit(2)
            }
            exit(0)
        } catch {
            print("The example stopped: \(error)")
            exit(1)
        }
    }

    /// A worker as a program of yours would have it: open the store, say which workflows it knows, work.
    ///
    /// - Parameter id: The run at whose end the worker ends; nil for none.
    private static func work(_ plugins: [StorePlugin], until id: RunID?) async throws {
        let configuration = try Configuration.fromEnvironment()
        let store = try await Store.fromEnvironment(plugins: plugins)
        let engine = Engine(store: store, options: EngineOptions(configuration))
        engine.register(ImportOrders())
        async let work: Void = engine.runUntilSignalled()
        if let id {
            while try await engine.handle(ImportOrders(), id).wait(for: .days(1)) == nil {}
            engine.stop()
        }
        await work
        await store.close()
    }
}
