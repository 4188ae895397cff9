using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Moderation.Web.Tests.Hosting;

public sealed class TestEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;
    public string ApplicationName { get; set; } = "Moderation.Web";
    public string ContentRootPath { get; set; } = Repository.Web;
    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
