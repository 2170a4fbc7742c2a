using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>Offered to whoever has changed a factor: to end their other sessions, and then to go on.</summary>
public sealed record OtherSessions(int Number, string Next)
{
    public static async Task<OtherSessions> OfAsync(Sessions sessions, HttpContext http, Actor actor, string next) =>
        new((await sessions.OpenAsync(http, actor.Person)).Count(s => !s.IsThis), next);
}
