using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>A community posts a need: small and specific, in a place, by a day.</summary>
public sealed record PostNeed(
    [property: NewId] Guid NeedId,
    Guid GroupId,
    string Title,
    string What,
    string PlaceCode,
    DateOnly By,
    string? OnBehalfOf = null
) : Message, ICommand;

public static class PostNeedHandler
{
    public static readonly Refusal NotChecked = new(
        "group-not-checked",
        null,
        "Your group has to be checked before everybody can read its needs"
    );
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Say in a line what is needed");
    public static readonly Refusal PlaceUnknown = new("place-unknown", "placeCode", "Choose the ward or the district it is in");

    public static Access Authorise(Actor actor, PostNeed command) => actor.On(command.GroupId, NeedAccess.Posting);

    public static Decision Handle(PostNeed command, Stream<Need> need, [Peek] PostingGroup group, Actor actor, DateTimeOffset now)
    {
        if (need.Exists)
            return Decision.Nothing;
        if (!group.Checked)
            return NotChecked;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(TitleMissing);
        if (string.IsNullOrWhiteSpace(command.What))
            wrong.Add(NeedAccess.WhatMissing);
        if (Places.Of(command.PlaceCode ?? "")?.Kind is not ("ward" or "borough" or "district"))
            wrong.Add(PlaceUnknown);
        if (NeedAccess.IsPast(command.By, now))
            wrong.Add(NeedAccess.ByPast);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Need>(
                command.NeedId,
                new NeedPosted(
                    command.NeedId,
                    command.GroupId,
                    command.Title.Trim(),
                    command.What.Trim(),
                    command.PlaceCode!,
                    command.By,
                    string.IsNullOrWhiteSpace(command.OnBehalfOf) ? null : command.OnBehalfOf.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PostNeed>("POST", "/api/v1/needs", NeedAccess.Posters, creates: "needId");
}
