using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>Goes back to the file the program brings; from then on that is used, also when a later program brings another.</summary>
public sealed record RestoreShippedTemplate(Guid TemplateId, int Seen) : Message, ICommand;

public static class RestoreShippedTemplateHandler
{
    public sealed record Found(string Path, string ShippedSha256, IReadOnlyList<string> Mistakes);

    public static Access Authorise(RestoreShippedTemplate command, Actor actor, TemplateShelf shelf) =>
        TemplateAuthors.ToChange(actor, shelf, command.TemplateId);

    // It may no longer fit what else was written here.
    public static async Task<Found> Load(RestoreShippedTemplate command, TemplateShelf shelf, TemplateUses uses, CancellationToken cancel)
    {
        var path = shelf.PathOf(command.TemplateId)!;
        var text = shelf.Shipped(path);
        return new Found(path, TemplateShelf.Digest(text), await uses.WrongAsync(path, text, cancel));
    }

    public static Decision Handle(RestoreShippedTemplate command, AuthoredTemplate template, Found found, Actor actor) =>
        template.Sha256 is null ? Decision.Nothing
        : command.Seen != template.Version ? TemplateAuthors.Meanwhile(template.Version)
        : found.Mistakes.Count > 0 ? TemplateAuthors.Broken(found.Mistakes)
        : Decision.On<AuthoredTemplate>(
            command.TemplateId,
            new ShippedTemplateRestored(command.TemplateId, found.Path, template.Version + 1, found.ShippedSha256, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RestoreShippedTemplate>("POST", "/api/v1/templates/{templateId}/shipped", TemplateAuthors.Authors);
}
