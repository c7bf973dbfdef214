import Engine
import Statecharts

/// The schemas of what `ViewWriter`, `FormWriter` and `ProblemDetails` write, by their names in `/openapi.json`.
enum ViewSchemas {
    static let all: [(name: String, value: JSON)] = [
        ("Instance", instance), ("InstanceSummary", summary), ("HistoryEntry", entry), ("Task", task),
        ("Turn", turn), ("Form", form), ("Field", field), ("Problem", problem),
    ]

    private static let instance = Schema.object([
        "id": Schema.id, "reference": Schema.text, "workflow": Schema.text, "version": Schema.number,
        "title": Schema.text, "state": Schema.text, "stateTitle": Schema.orNull(Schema.text),
        "configuration": Schema.list(Schema.text), "revision": Schema.number, "context": Schema.record,
        "events": Schema.list(Schema.object(["name": Schema.text, "form": Schema.orNull(Schema.named("Form"))])),
        "turns": Schema.list(Schema.named("Turn")),
        "evidence": Schema.list(
            Schema.object(["state": Schema.text, "role": Schema.text, "items": Schema.record])),
        "isFinal": Schema.flag, "output": Schema.record, "createdAt": Schema.moment, "updatedAt": Schema.moment,
        "started": Schema.list(Schema.id),
    ])

    private static let summary = Schema.object([
        "id": Schema.id, "reference": Schema.text, "workflow": Schema.text, "version": Schema.number,
        "title": Schema.text, "state": Schema.text, "stateTitle": Schema.orNull(Schema.text), "isFinal": Schema.flag,
        "isUndelivered": Schema.flag, "revision": Schema.number, "createdAt": Schema.moment,
        "updatedAt": Schema.moment,
    ])

    private static let entry = Schema.object([
        "revision": Schema.number, "at": Schema.moment, "kind": Schema.text, "event": Schema.orNull(Schema.text),
        "role": Schema.orNull(Schema.text), "who": Schema.orNull(Schema.text),
        "configuration": Schema.list(Schema.text), "stateTitle": Schema.orNull(Schema.text),
        "took": Schema.list(Schema.text), "hash": Schema.text,
    ])

    private static let task = Schema.object([
        "instance": Schema.id, "reference": Schema.text, "workflow": Schema.text, "title": Schema.text,
        "state": Schema.text, "stateTitle": Schema.orNull(Schema.text), "role": Schema.text,
        "openedAt": Schema.moment, "dueAt": Schema.orNull(Schema.moment),
    ])

    private static let turn = Schema.object([
        "state": Schema.text, "role": Schema.text, "isCallers": Schema.flag, "people": Schema.list(Schema.text),
        "since": Schema.moment, "until": Schema.orNull(Schema.moment), "otherwise": Schema.orNull(Schema.text),
        "undelivered": Schema.list(
            Schema.object([
                "mail": Schema.text, "to": Schema.text, "at": Schema.moment,
                "cause": Schema.option(of: Undelivered.Cause.self), "detail": Schema.text,
                "events": Schema.list(Schema.text),
            ])),
    ])

    private static let form = Schema.object(["fields": Schema.list(Schema.named("Field"))])

    private static let field = Schema.object(
        ["name": Schema.text, "required": Schema.flag, "type": Schema.text],
        optional: [
            "isConditional": Schema.flag, "default": JSON(members: [:]), "min": JSON(members: ["type": "integer"]),
            "max": JSON(members: ["type": "integer"]), "multiline": Schema.flag,
            "pattern": Schema.option(of: TextBounds.Pattern.self), "options": Schema.list(Schema.text),
            "for": Schema.text, "of": JSON(members: ["type": ["string", "object"]]),
            "fields": Schema.list(Schema.named("Field")),
        ])

    private static let problem = Schema.object(
        [
            "type": JSON(members: ["type": "string", "format": "uri-reference"]), "title": Schema.text,
            "status": Schema.number, "detail": Schema.text,
        ],
        optional: [
            "errors": Schema.list(fault), "state": Schema.text, "changedAt": Schema.moment,
            "events": Schema.list(Schema.text), "offset": Schema.number, "request": Schema.text,
        ])

    private static let fault = Schema.object(
        [
            "pointer": JSON(members: ["type": "string", "format": "json-pointer"]), "code": Schema.text,
            "detail": Schema.text,
        ],
        optional: [
            "offer": Schema.object(["workflow": Schema.text, "event": Schema.text, "data": Schema.record])
        ])
}
