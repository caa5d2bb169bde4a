using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ApiUsage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiAddresses",
                columns: table => new
                {
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiAddresses", x => new { x.ClientId, x.Address });
                    table.CheckConstraint("CK_ApiAddresses_Address_Length", "length(\"Address\") <= 64");
                });

            migrationBuilder.CreateTable(
                name: "ApiAlerts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiAlerts", x => x.Id);
                    table.CheckConstraint("CK_ApiAlerts_Detail_Length", "length(\"Detail\") <= 100");
                });

            migrationBuilder.CreateTable(
                name: "ApiHours",
                columns: table => new
                {
                    ClientId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hour = table.Column<long>(type: "INTEGER", nullable: false),
                    Calls = table.Column<long>(type: "INTEGER", nullable: false),
                    Failures = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiHours", x => new { x.ClientId, x.Hour });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ApiAddresses_FirstAt",
                table: "ApiAddresses",
                column: "FirstAt");

            migrationBuilder.CreateIndex(
                name: "IX_ApiAlerts_At",
                table: "ApiAlerts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ApiAlerts_ClientId_Day_Kind_Detail",
                table: "ApiAlerts",
                columns: new[] { "ClientId", "Day", "Kind", "Detail" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiHours_Hour",
                table: "ApiHours",
                column: "Hour");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiAddresses");

            migrationBuilder.DropTable(
                name: "ApiAlerts");

            migrationBuilder.DropTable(
                name: "ApiHours");
        }
    }
}
