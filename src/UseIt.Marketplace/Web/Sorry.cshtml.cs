using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace UseIt.Marketplace.Web;

/// <summary>Reached only by running a failed request again; asked for by its address it is a page that does not exist.</summary>
[ForAnyone]
[IgnoreAntiforgeryToken]
public sealed class SorryPage : PageModel
{
    public string Title { get; private set; } = "";
    public IReadOnlyList<string> Paragraphs { get; private set; } = [];
    public string? Reference { get; private set; }

    /// <summary>The form that did not arrive, so that it can be sent again without typing; never a secret.</summary>
    public IReadOnlyList<(string Name, string? Value)> Unsent { get; private set; } = [];

    public string? From { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var failed = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        if (failed is null && HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        if (Response.StatusCode == StatusCodes.Status400BadRequest && IsTooLarge())
            Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        if (Response.StatusCode == StatusCodes.Status503ServiceUnavailable && failed is not null)
            Keep(failed);
        (Title, Paragraphs) = Words(Response.StatusCode);
        if (Response.StatusCode == StatusCodes.Status500InternalServerError)
            Reference = Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;
    }

    /// <summary>The check of the form's token fails on a body it may not read, and so hides why.</summary>
    private bool IsTooLarge() => Request.ContentLength > HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    public void OnGet() { }

    public void OnPost() { }

    private (string Title, string[] Paragraphs) Words(int status) =>
        status switch
        {
            400 => (
                "This page was open for too long",
                [
                    "For your safety a form can only be sent for a while after it was opened. Nothing has been changed.",
                    "Use your browser's Back button, reload the page and send it again.",
                ]
            ),
            404 or 405 => (
                "Page not found",
                [
                    "If you typed the web address, check it is correct. If you pasted it, check you copied all of it.",
                    "If the page belongs to an organisation you are not signed in for, sign in or change organisation and try again.",
                ]
            ),
            410 => ("This has been erased", ["The key of what you asked for was destroyed, so nobody can read or change it any more."]),
            413 => (
                "That is too much to send at once",
                [
                    "What you sent is larger than this page accepts. Nothing has been changed.",
                    "Use your browser's Back button, then shorten your answers or attach long documents as files.",
                ]
            ),
            429 => (
                "Wait a moment",
                [
                    "There were too many requests in a short time. Nothing has been changed.",
                    "Wait a minute, then use your browser's Back button and send it again: what you typed is still there.",
                ]
            ),
            503 => (
                "Sorry, the service is unavailable",
                [
                    "We cannot reach our records just now. Everything saved before is safe.",
                    Unsent.Count > 0 ? "Nothing you sent was lost: this page still holds it. Wait a minute, then send it again."
                    : HttpMethods.IsPost(Request.Method)
                        ? "What you sent has not arrived, but your browser still has it. Wait a minute, go back and send it again."
                    : "This usually mends itself within a few minutes. Wait a little, then reload this page.",
                ]
            ),
            _ => (
                "Sorry, there is a problem with the service",
                [
                    "This is our mistake, not yours. It has been recorded.",
                    "Try again later. If it happens again, tell us the reference below.",
                ]
            ),
        };

    /// <summary>Every command carries the key of its form, so sending twice does it once.</summary>
    private void Keep(IExceptionHandlerPathFeature failed)
    {
        if (!HttpMethods.IsPost(Request.Method) || !Request.HasFormContentType || Request.Form.Files.Count > 0)
            return;
        From = failed.Path + Request.QueryString;
        Unsent =
        [
            .. Request.Form.Where(field => !IsSecret(field.Key)).SelectMany(field => field.Value, (field, value) => (field.Key, value)),
        ];
    }

    private static bool IsSecret(string name) =>
        name.Contains("password", StringComparison.OrdinalIgnoreCase) || name.Contains("passphrase", StringComparison.OrdinalIgnoreCase);
}
