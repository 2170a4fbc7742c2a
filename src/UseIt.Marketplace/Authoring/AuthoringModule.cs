using Marten;
using Npgsql;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

public sealed class AuthoringModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(s => new TemplateShelf(
                s.GetRequiredService<IDocumentStore>(),
                s.GetRequiredService<NpgsqlDataSource>(),
                settings.TemplatesFolder ?? TemplateShelf.DefaultFolder()
            ))
            .AddSingleton<TemplateUses>()
            .AddSingleton<UnfitTemplates>()
            .AddSingleton<LetterWriter>()
            .AddSingleton<ITemplateUses, LetterTemplateUses>()
            .AddSingleton<TemplateDrafts>()
            .AddSingleton(TemplateDrafts.Kept)
            .AddSingleton<TemplatePages>()
            .AddNavigation(
                "Templates",
                "/templates",
                order: 46,
                shownTo: who => who.Has(Roles.Administrator) || who.Has(Roles.ProgrammeManager),
                area: Area.Results
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        PublishTemplateHandler.Map(routes);
        RestoreShippedTemplateHandler.Map(routes);
        ShowTemplates.Map(routes);
    }
}
