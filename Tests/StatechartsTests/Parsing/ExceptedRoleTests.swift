import Statecharts
import Testing

@Suite struct `Roles that except others` {
    private func text(_ helper: String, watcher: String? = nil) -> String {
        let text = TinyWorkflow.with("helper: staff('helpers')", "helper: \(helper)")
        return watcher.map {
            text.replacing(
                "watcher: [account(context.account).administrators, context.friends]", with: "watcher: \($0)")
        } ?? text
    }

    @Test func `the full form is read, also where the excepted role stands further down`() throws {
        let definition = try TinyWorkflow.parse(text("{ of: staff('helpers'), except: [asker, watcher] }"))
        let helper = try #require(definition.role("helper"))
        #expect(helper.sources == [.staff(group: "helpers")] && helper.except == ["asker", "watcher"])
        #expect(definition.withExcepted(helper).map(\.name) == ["helper", "asker", "watcher"])
        let one = try TinyWorkflow.parse(text("{ of: [staff('helpers'), context.friends], except: asker }"))
        #expect(one.role("helper")?.sources.count == 2 && one.role("helper")?.except == ["asker"])
    }

    @Test(arguments: [
        ("{ of: staff('helpers'), except: [askr] }", "12:44 E011 asker"),
        ("{ of: staff('helpers'), exept: [asker] }", "12:35 E005 except"),
        ("{ except: [asker] }", "12:11 E006"), ("{ of: [], except: [asker] }", "12:17 E007"),
        ("{ of: staff('helpers'), except: [] }", "12:43 E007"),
        ("{ of: context.asked, except: [asker] }", "12:25 E013 asker"),
        ("{ of: staff('helpers'), except: [helper] }", "12:43 E011"),
    ])
    func `a fault of a role is told at its place`(helper: String, fault: String) {
        #expect(TinyWorkflow.faults(of: text(helper)) == [fault])
    }

    @Test func `a circle is refused in words, once`() {
        let circle = text(
            "{ of: staff('helpers'), except: [watcher] }", watcher: "{ of: context.friends, except: [asker, helper] }")
        #expect(
            TinyWorkflow.diagnostics(of: circle).map(\.description) == [
                "Workflows/tiny.yaml:12:43: error[E011]: "
                    + "the role 'helper' is excepted from itself: helper, watcher, helper; break the circle"
            ])
    }

    @Test func `whoever holds an excepted role does not hold the one that excepts it`() throws {
        let chain = try TinyWorkflow.parse(
            text("{ of: staff('helpers'), except: [watcher] }", watcher: "{ of: context.friends, except: [asker] }"))
        func held(_ names: Set<String>) -> [String] { chain.heldRoles { names.contains($0.name) } }
        #expect(held(["helper"]) == ["helper"])
        #expect(held(["helper", "watcher"]) == ["watcher"])
        #expect(held(["helper", "watcher", "asker"]) == ["asker", "helper"])
        #expect(held([]) == [])
    }
}
