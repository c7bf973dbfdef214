import Engine
import HTTPTypes
import Statecharts
import Storage
import TestKit
import Testing

@testable import Web

@Suite struct `U34 problems of the API` {
    @Test(arguments: EngineError.Code.allCases)
    func `every refusal of the engine has its words in both languages`(code: EngineError.Code) async throws {
        let texts = try TextCatalog(files: shippedFiles)
        let error = EngineError(code, "English.", state: "open", retryAfterSeconds: code.status == 503 ? 7 : nil)
        for language in Language.allCases {
            let problem = ProblemDetails(answering: error, in: Words(texts, in: language))
            #expect(problem.code == code.rawValue)
            #expect(problem.status == code.status)
            try expectWords(problem, language)
            #expect(problem.headers[.retryAfter] == (code.status == 503 ? "7" : nil))
            #expect(!problem.detail.contains("{"), "\(problem.detail)")
        }
    }

    @Test(arguments: [
        APIFault.unauthorized(isTokenSent: true), .tokenInQuery, .unknownParameter, .notFound,
        .methodNotAllowed(["GET"]),
        .unsupportedMediaType, .tooLarge, .malformedJSON(fault(of: "[-]")),
        .invalidHeader(name: "If-Match", hint: "ifMatch"),
        .invalidHeader(name: "Idempotency-Key", hint: "idempotencyKey"),
        .body([APIFault.BodyFault(pointer: "/event", error: .required)]), .badRequest, .tooManyRequests,
    ])
    func `every refusal of the API itself has its words in both languages`(fault: APIFault) throws {
        let texts = try TextCatalog(files: shippedFiles)
        for language in Language.allCases {
            let problem = ProblemDetails(answering: fault, in: Words(texts, in: language))
            try expectWords(problem, language)
            #expect(!problem.detail.contains("{"), "\(problem.detail)")
        }
    }

    @Test func `an unknown address is 404, a wrong method 405 with those there are`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        for address in ["/api", "/api/", "/api/v2/tasks", "/api/v1/nothing", "/api/v1/instances/x/y/z"] {
            let reply = try await api.ask(.get, address, as: token)
            #expect(reply.status == 404, "\(address)")
            #expect(reply.problem == "not-found", "\(address)")
        }
        let wrong = try await api.ask(.delete, "/api/v1/tasks", as: token)
        #expect(wrong.status == 405)
        #expect(wrong.problem == "method-not-allowed")
        #expect(wrong.headers[.allow] == "GET")
        let start = try await api.ask(.get, "/api/v1/workflows/errand/instances", as: token)
        #expect(start.headers[.allow] == "POST")
    }

    @Test func `the language is the header's, else the profile's`() async throws {
        let api = try await APIWorld()
        let taro = try await api.token("taro@xyz-manufacture.example")
        let own = try await api.get("/instances/none", as: taro)
        #expect(own.headers[.contentLanguage] == "ja")
        #expect(own.json["title"] == "見つかりません")
        let asked = try await api.get("/instances/none", as: taro, headers: [.acceptLanguage: "en-GB, ja;q=0.5"])
        #expect(asked.headers[.contentLanguage] == "en")
        #expect(asked.json["title"] == "Not found")
    }

    @Test func `a fault of ours tells the request's name and nothing of its cause`() throws {
        struct Secret: Error {}
        let texts = try TextCatalog(files: shippedFiles)
        let problem = ProblemDetails(answering: Secret(), in: Words(texts, in: .en))
        #expect(problem.status == 500)
        #expect(problem.code == "internal-error")
        #expect(!problem.detail.contains("Secret"))
    }

    private func expectWords(_ problem: ProblemDetails, _ language: Language) throws {
        #expect(problem.title != problem.code)
        #expect(problem.detail != problem.code)
        let isJapanese = problem.detail.unicodeScalars.contains { (0x3040...0x9FFF).contains($0.value) }
        #expect(isJapanese == (language == .ja), "\(problem.detail)")
    }
}

/// What the reader says of a text.
private func fault(of text: String) -> JSONError {
    do {
        _ = try JSON(parsing: text)
        preconditionFailure("'\(text)' is JSON")
    } catch {
        return error
    }
}

/// Workflows and texts as they are baked in.
private var shippedFiles: [String: String] {
    Dictionary(AssetTable.workflows.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
}
