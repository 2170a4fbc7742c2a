using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>Outcomes as HTTP: RFC 9457 problems that name the field and what to do.</summary>
public static class Problems
{
    public static IResult Refused(IReadOnlyList<Refusal> refusals) =>
        Problem(
            422,
            "refused",
            "The request breaks a rule",
            refusals.Count == 1 ? refusals[0].Sentence : $"{refusals.Count} rules are broken; see errors.",
            (
                "errors",
                refusals.Select(r => new
                {
                    r.Code,
                    r.Field,
                    Detail = r.Sentence,
                    r.Arguments,
                })
            )
        );

    public static IResult Malformed(string? field, string detail) =>
        Problem(
            400,
            "malformed",
            "The request cannot be read",
            detail,
            (
                "errors",
                new[]
                {
                    new
                    {
                        Code = "malformed",
                        Field = field,
                        Detail = detail,
                    },
                }
            )
        );

    public static IResult NotFound() => Problem(404, "not-found", "Not found", "There is nothing here that you may see.");

    public static IResult Denied(Access access) =>
        access switch
        {
            Access.NotFound => NotFound(),
            Access.SignInNeeded => Problem(401, "sign-in-needed", "Sign in", "Send a bearer token."),
            _ => Problem(
                403,
                "forbidden",
                "Not with your roles",
                "Your roles in this organisation do not allow this. Ask an administrator of your organisation."
            ),
        };

    public static IResult Conflict(Outcome.Conflict conflict) =>
        Problem(
            409,
            "conflict",
            "Somebody else was first",
            "The record has changed since you read it. Read it again and decide again.",
            ("stream", conflict.Stream),
            ("expectedVersion", conflict.Expected),
            ("currentVersion", conflict.Actual)
        );

    public static IResult Of(Outcome outcome) =>
        outcome switch
        {
            Outcome.Refused refused => Refused(refused.Refusals),
            Outcome.Denied denied => Denied(denied.Access),
            Outcome.Conflict conflict => Conflict(conflict),
            Outcome.InFlight => Problem(
                409,
                "in-flight",
                "Still at it",
                "A request with this Idempotency-Key is being worked on. Ask again in a moment."
            ),
            Outcome.KeyReused => Problem(
                422,
                "idempotency-key-reused",
                "Key used before",
                "This Idempotency-Key was used with another request. Use a new key."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    public static IResult Problem(int status, string code, string title, string detail, params (string Name, object? Value)[] more) =>
        Results.Problem(
            new ProblemDetails
            {
                Type = $"urn:useit:problem:{code}",
                Title = title,
                Status = status,
                Detail = detail,
                Extensions = more.ToDictionary(m => m.Name, m => (object?)JsonSerializer.SerializeToElement(m.Value, EventJson.Options)),
            }
        );
}
