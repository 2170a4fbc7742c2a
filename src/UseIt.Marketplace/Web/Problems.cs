using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
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
            Access.SecondFactorNeeded => new Challenge(
                Problem(
                    401,
                    "second-factor-needed",
                    "Show your second factor",
                    $"This takes a second factor shown within the last {StepUp.Holds.TotalMinutes} minutes. "
                        + $"Send a code of your authenticator app in the header {CommandEndpoints.SecondFactor}, "
                        + "or a token whose amr holds mfa and whose auth_time is that recent.",
                    ("maxAge", (int)StepUp.Holds.TotalSeconds)
                ),
                FactorNeeded
            ),
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

    /// <summary>Of a command that shows a second factor: too many wrong ones are told as what they are, with when to come again.</summary>
    public static IResult OfFactor(Outcome outcome) =>
        outcome is Outcome.Refused refused && FactorRefusals.LockedFor(refused.Refusals) is { } seconds
            ? new Later(
                seconds,
                Problem(
                    StatusCodes.Status429TooManyRequests,
                    FactorRefusals.LockedCode,
                    "Too many wrong codes",
                    refused.Refusals[0].Sentence,
                    ("retryAfter", seconds)
                )
            )
            : Of(outcome);

    /// <summary>What is asked for beside the token, in the words of RFC 9470.</summary>
    /// <summary>The token was given for reading alone (RFC 6750 3.1).</summary>
    public static IResult OnlyReads() =>
        new Challenge(
            Problem(
                403,
                "insufficient-scope",
                "This token is for reading",
                $"The token was given for reading alone ({TokenScope.Read}). To change anything, ask for one with the scope {TokenScope.Write}."
            ),
            $"Bearer error=\"insufficient_scope\", scope=\"{TokenScope.Write}\""
        );

    // RFC 9470.
    private const string MultiFactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

    private static readonly string FactorNeeded =
        "Bearer error=\"insufficient_user_authentication\", error_description=\"A second factor is needed\", "
        + $"acr_values=\"{MultiFactor}\", max_age=\"{(int)StepUp.Holds.TotalSeconds}\"";

    private sealed class Challenge(IResult problem, string how) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.WWWAuthenticate = how;
            return problem.ExecuteAsync(httpContext);
        }
    }

    private sealed class Later(long seconds, IResult problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }

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
