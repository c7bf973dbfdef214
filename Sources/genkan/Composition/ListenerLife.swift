import Engine
import ServiceLifecycle
import Storage

/// Hands what other processes say on to the workers of this one, until shutdown.
struct ListenerLife: Service {
    let listener: PostgresListener
    let wakeUps: [WakeUp]

    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in listener.wakeUps { for wakeUp in wakeUps { wakeUp.signal() } }
        } onGracefulShutdown: {
            listener.close()
        }
        listener.close()
    }
}
